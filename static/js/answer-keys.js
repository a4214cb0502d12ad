/* Answers by keyboard: 1, 2, 3, and L for later. Each key presses what stands on the page, and can be turned off. */
(() => {
  "use strict";

  const region = document.querySelector("[data-answer-keys]");
  if (!region) return;

  const OFF = "consult-answer-keys-off";
  const targets = new Map([
    ["1", ".answer--agree"],
    ["2", ".answer--mixed"],
    ["3", ".answer--disagree"],
    ["L", "[data-later]"],
  ]);
  const note = region.querySelector("[data-keys-note]");
  const box = note.querySelector("input");
  let pressed = false;

  const show = () => {
    for (const [key, selector] of targets) {
      const target = region.querySelector(selector);
      let label = target.querySelector("kbd");
      if (!label) {
        label = document.createElement("kbd");
        label.textContent = key;
        label.setAttribute("aria-hidden", "true");
        target.append(label);
      }
      label.hidden = !box.checked;
      if (box.checked) target.setAttribute("aria-keyshortcuts", key);
      else target.removeAttribute("aria-keyshortcuts");
    }
  };

  const remembered = () => {
    try {
      return localStorage.getItem(OFF) === null;
    } catch {
      return true;
    }
  };

  const remember = () => {
    try {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    } catch {
      // Without storage the choice holds for this page.
    }
  };

  // The row of digits by its place: on a French keyboard it types "&" without Shift.
  const keyOf = (event) => {
    const digit = event.code.match(/^(?:Digit|Numpad)([1-3])$/);
    return digit ? digit[1] : event.key.toUpperCase();
  };

  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (!box.checked || pressed || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const selector = targets.get(keyOf(event));
    if (!selector) return;
    event.preventDefault();
    pressed = true;
    region.querySelector(selector).click();
  });

  // A page that the browser brings back from its memory answers again.
  window.addEventListener("pageshow", () => {
    pressed = false;
  });

  box.checked = remembered();
  box.addEventListener("change", () => {
    remember();
    show();
  });
  note.hidden = false;
  show();
})();
