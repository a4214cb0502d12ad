/* A text of the desk can be dragged onto a theme: the form that moves ticked texts is filled in and sent. Ticked
   texts go together. Without this file, or by keyboard (m, then the theme, then Enter), its list does the same. */
(() => {
  "use strict";

  let dragged = null; // the text that is under way
  const TARGET = "[data-drop]";

  const boxOf = (text) => text.querySelector('input[name="proposal"]');
  const formOf = (text) => boxOf(text)?.form;

  const addHandles = () => {
    for (const text of document.querySelectorAll("[data-drag]:not([data-has-handle])")) {
      if (!formOf(text)?.elements.theme) continue;
      const handle = document.createElement("span");
      handle.className = "desk-handle";
      handle.draggable = true;
      handle.setAttribute("aria-hidden", "true");
      handle.textContent = "⠿";
      text.dataset.hasHandle = "";
      text.prepend(handle);
    }
  };

  /* While a text is under way, all themes stand where it can be dropped, however far the page goes. */
  const showTargets = (form) => {
    const place = document.querySelector("[data-targets]");
    if (!place) return;
    const title = document.createElement("span");
    title.textContent = place.dataset.targets;
    const themes = [...form.elements.theme.options].filter((option) => option.value);
    const chips = themes.map((option) => {
      const chip = document.createElement("span");
      chip.className = "desk-target";
      chip.dataset.drop = option.value;
      chip.textContent = option.textContent;
      return chip;
    });
    place.replaceChildren(title, ...chips);
    place.hidden = false;
  };

  const hideTargets = () => {
    for (const place of document.querySelectorAll("[data-targets]")) place.hidden = true;
    for (const over of document.querySelectorAll(".desk-over")) over.classList.remove("desk-over");
    dragged = null;
  };

  const send = (text, theme) => {
    const form = formOf(text);
    const box = boxOf(text);
    if (!box.checked) for (const other of form.elements) if (other.name === "proposal") other.checked = false;
    box.checked = true;
    form.elements.theme.value = theme;
    if (form.elements.theme.value === theme) form.requestSubmit(form.querySelector("[data-move]"));
  };

  document.addEventListener("dragstart", (event) => {
    const text = event.target.closest?.(".desk-handle")?.closest("[data-drag]");
    if (!text) return;
    dragged = text;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", boxOf(text).value);
    event.dataTransfer.setDragImage(text, 0, 0);
    setTimeout(() => dragged && showTargets(formOf(text))); // a page that changes at once ends the drag
  });

  document.addEventListener("dragover", (event) => {
    const target = dragged && event.target.closest?.(TARGET);
    for (const over of document.querySelectorAll(".desk-over")) if (over !== target) over.classList.remove("desk-over");
    if (!target) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    target.classList.add("desk-over");
  });

  document.addEventListener("drop", (event) => {
    const target = dragged && event.target.closest?.(TARGET);
    if (!target) return;
    event.preventDefault();
    const text = dragged;
    hideTargets();
    send(text, target.dataset.drop);
  });

  document.addEventListener("dragend", hideTargets);

  /* By keyboard, on the pages that are not read in a batch: that one has keys of its own. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.key !== "m") return;
    const text = event.target.closest?.("[data-drag]:not([data-text])");
    if (!text || !formOf(text)?.elements.theme) return;
    event.preventDefault();
    boxOf(text).checked = true;
    formOf(text).elements.theme.focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("select[name=theme]")) return;
    if (event.target.closest("[data-reading]") || !event.target.value) return;
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("[data-move]"));
  });

  addHandles();
  new MutationObserver(addHandles).observe(document.body, { childList: true, subtree: true });
})();
