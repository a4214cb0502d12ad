/* Keys of the moderators' desk: j and k go on and back, p publishes, w goes to the grounds. All of it works by hand. */
(() => {
  "use strict";

  const item = document.querySelector("[data-desk-item]");
  const rows = [...document.querySelectorAll("[data-desk-queue] a")];

  const isTyping = (target) =>
    target.isContentEditable ||
    target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])");

  const go = (address) => {
    if (address) location.assign(address);
  };

  const step = (way) => {
    const here = rows.indexOf(document.activeElement);
    const next = here < 0 ? rows[0] : rows[here + way];
    next?.focus();
  };

  const deeds = item
    ? {
        j: () => go(item.dataset.next || item.dataset.queue),
        k: () => go(item.dataset.previous),
        p: () => document.querySelector("[data-desk-publish] button")?.click(),
        w: () => document.querySelector("#withhold input")?.focus(),
      }
    : { j: () => step(1), k: () => step(-1) };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  // The sentence of the chosen ground is offered as a placeholder: the words stay the moderator's.
  const words = document.querySelector("#id_words");
  for (const ground of document.querySelectorAll(".desk-ground")) {
    ground.addEventListener("change", () => {
      if (words) words.placeholder = ground.querySelector("[data-sample] q")?.textContent ?? "";
    });
  }
})();
