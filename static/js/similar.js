/* Close proposals while one types: asks only when there is something to compare, and never takes a field away. */
(() => {
  "use strict";

  const form = document.getElementById("write");
  const region = document.getElementById("similar");
  if (!form || !region) return;

  const LEAST = 4; // words, as in proposals/similar/writings.py
  const TOO_OFTEN = 429;
  let compared = "";
  let said = "";

  const typed = () => `${form.elements.title.value}\n${form.elements.text.value}`.trim();
  const isEnough = (text) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).length >= LEAST;

  // Typing asks for what was not compared yet; an answer that was pressed always goes through.
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== form) return;
    const text = typed();
    if (!isEnough(text) || text === compared) event.preventDefault();
    else compared = text;
  });

  form.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = event.detail;
    if (requestConfig?.elt !== form) return;
    // Somebody is about to answer: what they look at stays.
    if (xhr.status === TOO_OFTEN || region.contains(document.activeElement)) {
      event.detail.shouldSwap = false;
      compared = "";
    }
  });

  // Suggestions are a help: when they do not come, nobody is told that something failed.
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(failure, (event) => {
      if (event.detail.requestConfig?.elt !== form) return;
      compared = "";
      event.stopPropagation();
    });
  }

  // The same sentence is not said at each pause.
  form.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.elt !== form) return;
    const status = region.querySelector("[data-status]");
    const sentence = status?.dataset.status ?? "";
    if (sentence && sentence === said) status.removeAttribute("data-status");
    said = sentence;
  });

  // The Enter key in "mine differs by…" presses its button.
  region.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input[name^=differs]")) return;
    event.preventDefault();
    event.target.closest(".field").querySelector("button").click();
  });

  // A form that comes back filled in is compared at once.
  window.addEventListener("load", () => {
    if (!region.querySelector("[data-status]") && isEnough(typed())) window.htmx?.trigger(form, "similar:look");
  });
})();
