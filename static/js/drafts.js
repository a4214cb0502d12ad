/* Keeps what is typed: on the site for who is signed in, in this browser until that has worked.
   A form with [data-draft] holds proposals/_draft_bar.html, which has the sentences. Without it, a button does. */
(() => {
  "use strict";

  const PREFIX = "brouillon:"; // app.js removes what stands under it
  const FORGOTTEN = "brouillons-oublies"; // what app.js sets for the other tabs when a person signs out
  const PAUSE = 2000; // after the last key
  const LONGEST_PAUSE = 4000; // while somebody types on
  const FIRST_RETRY = 5000;
  const LAST_RETRY = 60000;
  const OLDEST = 7 * 86400000; // what a browser keeps longer is forgotten
  const FIELDS = ["title", "text", "tags", "stance", "source_url", "reason"];
  const HIDDEN = ["csrfmiddlewaretoken", "key", "draft", "revision", "read_version", "start", "end", "renews"];
  const PUT_BACK = "brouillon-remettre"; // the words to put back, on the way to the form that they were typed in
  const EXCERPT = 120;

  const reader = document.querySelector("meta[name=reader]")?.content ?? "";

  const stored = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };

  const store = (key, entry) => {
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      /* A full or forbidden store: the site still keeps the words. */
    }
  };

  const keysUnder = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));

  // Another person's words, and those of long ago, go as soon as it shows.
  const tidy = () => {
    for (const key of keysUnder(PREFIX)) {
      const entry = stored(key);
      const foreign = entry && reader && entry.reader && entry.reader !== reader;
      if (!entry || foreign || Date.now() - entry.at > OLDEST) localStorage.removeItem(key);
    }
  };

  const same = (one, other) => FIELDS.every((name) => (one[name] ?? "").trim() === (other[name] ?? "").trim());
  const isEmpty = (words) => FIELDS.every((name) => name === "stance" || !(words[name] ?? "").trim());

  const keeper = (form) => {
    const find = (name) => form.querySelector(`[${name}]`);
    const field = (name) => form.querySelector(`input[type=hidden][name=${name}]`);
    const status = find("data-draft-status");
    const button = form.querySelector("button[name=keep]");
    const choice = find("data-draft-choice");
    const found = find("data-draft-found");
    const path = new URL(form.action).pathname;
    const passage = form.dataset.draftChoiceOf ?? ""; // the query by which this form is begun; most need none
    const writer = crypto.randomUUID?.() ?? "";
    let timer = 0;
    let due = 0; // when what was typed first, since the last save, has to be saved
    let retry = FIRST_RETRY;
    let saving = false;
    let onItsWay = null;
    let leaving = false;
    let changed = false;
    let stopped = false; // sent, or waiting for a choice: nothing is saved by itself
    let silent = false; // signed out in another tab: nothing stays in this browser
    let kept = null; // what the site has

    // Each open page has a place of its own: what one tab has saved, another may still hold other words of.
    const place = () => `${PREFIX}${path}:${writer}:${field("draft").value}`;

    const typed = () => {
      const data = new FormData(form);
      return Object.fromEntries(FIELDS.filter((name) => data.has(name)).map((name) => [name, data.get(name)]));
    };

    const say = (sentence) => {
      if (status.textContent !== sentence) status.textContent = sentence;
    };

    const backUp = () => {
      if (silent) return;
      if (isEmpty(typed())) localStorage.removeItem(place());
      else store(place(), { reader, at: Date.now(), revision: field("revision").value, version: field("read_version")?.value, passage, words: typed() });
    };

    const plan = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(start, wait);
    };

    const note = () => {
      changed = true;
      backUp();
      if (!reader) {
        if (!isEmpty(typed())) say(status.dataset.local);
        return;
      }
      if (stopped) return;
      due ||= Date.now() + LONGEST_PAUSE;
      plan(Math.max(0, Math.min(PAUSE, due - Date.now())));
    };

    const later = () => {
      say(status.dataset.unsent);
      plan(retry);
      retry = Math.min(retry * 2, LAST_RETRY);
    };

    const take = (answer, words) => {
      field("revision").value = answer.revision;
      kept = words;
      retry = FIRST_RETRY;
      if (same(typed(), words)) localStorage.removeItem(place());
      else backUp();
      say(answer.sentence);
      if (answer.address && path === location.pathname) history.replaceState(history.state, "", answer.address);
    };

    const refuse = (answer) => {
      changed = false;
      const why = answer.choice ? "" : answer.sentence;
      const here = answer.signed_out ? status.dataset.signedOut : `${why} ${status.dataset.refused}`.trim();
      say(silent ? (answer.sentence ?? "") : here);
      if (!answer.choice) return;
      stopped = true;
      choice.innerHTML = answer.choice; // the site's own template, which escapes what people typed
      choice.scrollIntoView({ block: "nearest" });
    };

    // Signing in, in another tab, gives each form a new security token: the old one is refused without a word.
    const renewToken = async () => {
      const page = await fetch(path + passage, { headers: { Accept: "text/html" } });
      const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
      const token = parsed.querySelector("form[data-draft] [name=csrfmiddlewaretoken]")?.value;
      const own = form.querySelector("[name=csrfmiddlewaretoken]");
      if (!token || token === own.value) return false;
      own.value = token;
      return true;
    };

    const post = async (words) => {
      const body = new FormData();
      for (const name of HIDDEN) if (field(name)) body.set(name, field(name).value);
      for (const [name, value] of Object.entries(words)) body.set(name, value);
      body.set("writer", writer);
      body.set("reader", reader);
      return fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
    };

    const isData = (response) => (response.headers.get("Content-Type") ?? "").startsWith("application/json");

    const save = async () => {
      clearTimeout(timer);
      if (saving || stopped || !reader) return;
      const words = typed();
      if (isEmpty(words) && !kept && field("revision").value === "0") return;
      saving = true;
      changed = false;
      due = 0;
      try {
        let response = await post(words);
        if (response.status === 403 && !isData(response) && (await renewToken())) response = await post(words);
        if (stopped) return;
        if (response.ok && isData(response)) take(await response.json(), words);
        else if (isData(response)) refuse(await response.json());
        else if (response.status === 403) refuse({ signed_out: true });
        else later();
      } catch {
        if (!stopped) later(); // no connection
      } finally {
        saving = false;
      }
      if (changed && !stopped) note();
    };

    const start = () => {
      onItsWay = saving ? onItsWay : save();
    };

    const fill = (words) => {
      for (const name of FIELDS) {
        for (const input of form.querySelectorAll(`[name=${name}]`)) {
          if (input.type === "radio") input.checked = input.value === words[name];
          else if (name in words) input.value = words[name];
        }
      }
    };

    // Words that this browser kept and the site did not get: put back on demand, into the draft that they were in.
    const offer = () => {
      const entries = keysUnder(`${PREFIX}${path}:`).map((key) => ({ key, ...stored(key) }));
      for (const entry of entries.filter((entry) => same(entry.words, typed()))) localStorage.removeItem(entry.key);
      const mine = entries.filter((entry) => !same(entry.words, typed()) && (!entry.reader || entry.reader === reader));
      const newest = mine.sort((one, other) => other.at - one.at)[0];
      if (!newest) return;
      const { reason, title, text, tags } = newest.words;
      const words = (reason || title || text || tags || "").trim();
      find("data-draft-excerpt").textContent = words.length > EXCERPT ? `${words.slice(0, EXCERPT)}…` : words;
      form.prepend(found);
      found.hidden = false;
      const putBack = () => {
        if ((newest.passage ?? "") !== passage) {
          sessionStorage.setItem(PUT_BACK, newest.key);
          location.assign(path + newest.passage);
          return;
        }
        localStorage.removeItem(newest.key);
        field("draft").value = newest.key.slice(newest.key.lastIndexOf(":") + 1);
        field("revision").value = newest.revision;
        if (newest.version && field("read_version")) field("read_version").value = newest.version; // the words that they change
        found.hidden = true;
        fill(newest.words);
        form.querySelector("[name=text]").focus();
        form.querySelector("[name=text]").dispatchEvent(new Event("input", { bubbles: true }));
      };
      find("data-draft-restore").addEventListener("click", putBack);
      found.querySelector("[data-draft-forget]").addEventListener("click", () => {
        localStorage.removeItem(newest.key);
        found.hidden = true;
      });
      const asked = sessionStorage.getItem(PUT_BACK) === newest.key && (newest.passage ?? "") === passage;
      sessionStorage.removeItem(PUT_BACK);
      if (asked) putBack();
    };

    const leave = (event) => {
      if (event.submitter?.name === "keep" && reader && !stopped) {
        event.preventDefault();
        start();
        return;
      }
      clearTimeout(timer);
      if (saving && !leaving) {
        leaving = true; // the form shall carry the revision that is on its way
        event.preventDefault();
        Promise.race([onItsWay, new Promise((go) => setTimeout(go, PAUSE))]).then(() => form.requestSubmit(event.submitter));
        return;
      }
      leaving = false;
      stopped = true;
      // Should this be refused, the same form comes back; app.js forgets the words once another page came instead.
      if (event.submitter?.name !== "preview") sessionStorage.setItem("brouillon-parti", JSON.stringify([path, field("draft").value]));
    };

    field("writer").value = writer;
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, (event) => {
        if (FIELDS.includes(event.target.name)) note();
      });
    }
    form.addEventListener("submit", leave);
    document.addEventListener("submit", (event) => {
      if ("forgetDrafts" in event.target.dataset) silent = stopped = true; // an answer on its way stores nothing more
    });
    choice.addEventListener("click", (event) => {
      if (event.target.closest("a[data-draft-forget]")) localStorage.removeItem(place());
    });
    window.addEventListener("online", () => changed || status.textContent === status.dataset.unsent ? start() : null);
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) stopped = Boolean(choice.textContent.trim());
    });
    window.addEventListener("storage", (event) => {
      if (event.key === FORGOTTEN) silent = true;
    });
    stopped = Boolean(choice.textContent.trim());
    offer();
  };

  try {
    tidy();
    document.querySelectorAll("form[data-draft]").forEach(keeper);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // a browser that lets no page store anything
  }
})();
