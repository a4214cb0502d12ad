/* A second reading by keyboard: the number of an answer presses it. Where there are ten or more, two figures. */
(() => {
  "use strict";

  const region = document.querySelector("[data-second-reading]");
  if (!region) return;

  const answers = new Map([...region.querySelectorAll("[data-key]")].map((button) => [button.dataset.key, button]));
  const WAIT = 1200; // milliseconds for the second figure
  let typed = "";
  let timer = 0;
  let pressed = false;

  const forget = () => {
    typed = "";
    clearTimeout(timer);
  };

  const press = (key) => {
    forget();
    const button = answers.get(key);
    if (!button) return;
    pressed = true;
    button.click();
  };

  // The row of digits by its place: on a French keyboard it types "&" without Shift.
  const digitOf = (event) => {
    const digit = event.code.match(/^(?:Digit|Numpad)([0-9])$/);
    return digit ? digit[1] : "";
  };

  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (pressed || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (event.key === "Enter" && typed) {
      event.preventDefault();
      press(typed);
      return;
    }
    if (event.key === "Escape") forget();
    const digit = digitOf(event);
    if (!digit) return;
    event.preventDefault();
    clearTimeout(timer);
    typed += digit;
    const longer = [...answers.keys()].some((key) => key.length > typed.length && key.startsWith(typed));
    if (!longer) press(typed);
    else timer = setTimeout(forget, WAIT);
  });

  // A page that the browser brings back from its memory answers again.
  window.addEventListener("pageshow", () => {
    pressed = false;
  });
})();
