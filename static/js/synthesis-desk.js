/* The synthesis desk: words that are selected become a citation, and each deed renews only the parts that it changed.
   What is typed and not saved stays, whatever is renewed around it. Without this file every form still works. */
(() => {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk) return;

  const said = desk.querySelector("[data-said]");
  const dirty = new Map(); // forms with unsaved words, by their id

  const tell = (sentence, refused = false) => {
    said.textContent = "";
    said.classList.toggle("sdesk-said--refused", refused);
    // A region that is emptied first is read again even when the sentence is the same.
    requestAnimationFrame(() => (said.textContent = sentence));
  };

  const here = () => new URL(location.href);
  const atHand = () => desk.dataset.atHand;

  const setAtHand = (finding) => {
    desk.dataset.atHand = finding;
    for (const field of desk.querySelectorAll("#desk-corpus input[name=finding]")) field.value = finding === "0" ? "" : finding;
  };

  /* ---------- parts ---------- */

  const openDetails = (root) => [...root.querySelectorAll("details[id][open]")].map((details) => details.id);
  const closedDetails = (root) => [...root.querySelectorAll("details[id]:not([open])")].map((details) => details.id);

  /* Forms with unsaved words are put where the new part has the same form, or a place kept for it. */
  const keepWords = (part) => {
    for (const [id, form] of dirty) {
      const fresh = part.querySelector(`#${CSS.escape(id)}`) ?? part.querySelector(`[data-slot="${CSS.escape(id)}"]`);
      if (fresh && fresh !== form) fresh.replaceWith(form);
    }
  };

  const replacePart = (fresh) => {
    const old = desk.querySelector(`[data-part="${CSS.escape(fresh.dataset.part)}"]`);
    if (!old) return;
    const [open, closed] = [openDetails(old), closedDetails(old)];
    const top = old.scrollTop;
    for (const details of fresh.querySelectorAll("details[id]")) {
      if (open.includes(details.id)) details.open = true;
      if (closed.includes(details.id) && !details.querySelector(".error-message, .w-field__errors")) details.open = false;
    }
    keepWords(fresh);
    old.replaceWith(fresh);
    fresh.scrollTop = top;
    wire(fresh);
  };

  const renew = (text) => {
    const answer = new DOMParser().parseFromString(text, "text/html");
    const sentence = answer.querySelector("[data-said]");
    if (!sentence) return false;
    // One finding is open at a time: the one that was open before closes with its words kept in its place.
    for (const fresh of [...answer.body.children].filter((child) => child.dataset.part)) {
      replacePart(document.importNode(fresh, true));
    }
    const finding = sentence.dataset.atHand;
    if (finding && finding !== "0") setAtHand(finding);
    if (sentence.textContent.trim()) tell(sentence.textContent.trim(), Number(sentence.dataset.said) >= 400);
    return true;
  };

  const ask = async (address, options = {}) => {
    try {
      const answer = await fetch(address, {
        ...options,
        headers: { "X-Requested-With": "XMLHttpRequest" },
        redirect: "manual",
      });
      const text = await answer.text();
      if (!renew(text)) tell(desk.dataset.lost, true);
      return answer.ok;
    } catch {
      tell(desk.dataset.lost, true);
      return false;
    }
  };

  const look = async (query, part) => {
    const address = here();
    address.search = query;
    address.hash = "";
    history.pushState(null, "", address);
    const asked = new URLSearchParams(query);
    asked.set("part", part);
    await ask(`${desk.dataset.desk}?${asked}`);
    if (part === "corpus") {
      const pane = desk.querySelector("#desk-corpus");
      pane.scrollTop = 0;
      pane.focus({ preventScroll: matchMedia("(min-width: 60rem)").matches });
    }
  };

  /* ---------- deeds ---------- */

  const submit = async (form, button) => {
    const body = new FormData(form, button?.name ? button : undefined);
    const address = here();
    body.set("next", address.pathname + address.search);
    const kept = form.id && dirty.get(form.id);
    if (kept) dirty.delete(form.id); // what comes back holds these words: saved, or in the form as they were typed
    for (const one of form.querySelectorAll("button")) one.disabled = true;
    const done = await ask(form.action, { method: "POST", body });
    for (const one of form.querySelectorAll("button")) one.disabled = false;
    if (kept && form.isConnected) dirty.set(form.id, form);
    else if (!done && form.dataset.keep !== undefined) mark(document.getElementById(form.id));
    if (form.isConnected && done && form.matches(".sdesk-cite form")) emptied(form);
    focusAfter(form);
  };

  const emptied = (form) => {
    form.elements.words.value = "";
    form.elements.start.value = "";
    form.closest("details").open = false;
    if (getSelection().rangeCount) getSelection().collapseToEnd(); // the caret goes on from there
  };

  /* The pressed button may be gone: the reader stays where they were. */
  const focusAfter = (form) => {
    if (form.isConnected) return;
    const finding = desk.querySelector(`#finding-${atHand()}`);
    if (!document.activeElement || document.activeElement === document.body) finding?.focus({ preventScroll: true });
  };

  const mark = (form) => form && dirty.set(form.id, form);

  /* ---------- selecting words ---------- */

  const isWord = (character) => /[\p{L}\p{N}\p{M}]/u.test(character ?? "");

  /* The selection of a text, as places in it, in characters; drawn out to whole words, without space around. */
  const selected = (text) => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(text);
    before.setEnd(range.startContainer, range.startOffset);
    const characters = [...text.textContent];
    let start = [...before.toString()].length;
    let end = start + [...range.toString()].length;
    while (start < end && /\s/u.test(characters[start])) start += 1;
    while (end > start && /\s/u.test(characters[end - 1])) end -= 1;
    if (start === end) return null;
    while (start > 0 && isWord(characters[start - 1]) && isWord(characters[start])) start -= 1;
    while (end < characters.length && isWord(characters[end - 1]) && isWord(characters[end])) end += 1;
    return { start, words: characters.slice(start, end).join("") };
  };

  const formOf = (text) => text.closest(".sdesk-source").querySelector(".sdesk-cite form");

  const take = (text) => {
    const found = selected(text);
    const form = formOf(text);
    if (!found || !form) return null;
    form.elements.words.value = found.words;
    form.elements.start.value = found.start;
    form.closest("details").open = true;
    return form;
  };

  document.addEventListener("selectionchange", () => {
    const node = getSelection().anchorNode;
    const text = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("[data-quotable]");
    if (text && desk.contains(text)) take(text);
  });

  const roles = { Enter: "support", c: "support", C: "support", x: "contrary", X: "contrary" };

  const citeByKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const role = roles[event.key];
    if (!role) return;
    event.preventDefault();
    const form = take(event.currentTarget);
    if (form) submit(form, form.querySelector(`button[value=${role}]`));
  };

  /* A caret to select with, in a text that nobody can change. */
  const makeSelectable = (text) => {
    text.contentEditable = "true";
    text.spellcheck = false;
    text.inputMode = "none";
    for (const change of ["beforeinput", "paste", "cut", "drop", "dragstart"]) {
      text.addEventListener(change, (event) => event.preventDefault());
    }
    text.addEventListener("keydown", citeByKey);
  };

  const wire = (root) => {
    for (const text of root.querySelectorAll("[data-quotable]")) if (formOf(text)) makeSelectable(text);
    // Pressing a button must not lose the selection that it is about.
    for (const button of root.querySelectorAll(".sdesk-cite button")) {
      button.addEventListener("pointerdown", (event) => event.preventDefault());
    }
    for (const article of root.matches("[data-part^=finding-]") ? [root] : root.querySelectorAll(".sdesk-finding")) {
      article.tabIndex = -1;
    }
  };

  /* ---------- events ---------- */

  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-deed]")) {
      event.preventDefault();
      submit(form, event.submitter);
    } else if (form.matches("[data-look]")) {
      event.preventDefault();
      const query = new URLSearchParams(new FormData(form));
      if (atHand() !== "0") query.set("finding", atHand());
      look(query.toString(), "corpus");
    }
  });

  desk.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("a[data-look], a[data-take]");
    if (!link) return;
    event.preventDefault();
    const query = new URL(link.href).searchParams;
    if (link.dataset.take) {
      const kept = here().searchParams;
      kept.set("finding", link.dataset.take);
      look(kept.toString(), "synthesis").then(() => desk.querySelector(`#finding-${link.dataset.take}`)?.scrollIntoView({ block: "nearest" }));
      return;
    }
    if (atHand() !== "0") query.set("finding", atHand());
    look(query.toString(), "corpus");
  });

  desk.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) mark(form);
  });

  addEventListener("beforeunload", (event) => {
    if (dirty.size) event.preventDefault();
  });

  addEventListener("popstate", () => location.reload());

  wire(desk);
})();
