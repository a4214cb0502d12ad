/* Passkeys: makes one, or has one sign, and sends the answer in the form's own field. Forms are [data-passkey]: "create"
   or "get", with [data-options], the address that says what to sign, and [data-status], where a person is told. */
(() => {
  "use strict";

  const forms = document.querySelectorAll("form[data-passkey]");
  if (!forms.length || !window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };

  const text = (buffer) => {
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const described = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

  const readable = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.user && { excludeCredentials: described(options.excludeCredentials) }),
    ...(!options.user && { allowCredentials: described(options.allowCredentials) }),
  });

  const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  const sendable = (key) => {
    const response = {};
    for (const part of PARTS) if (key.response[part]) response[part] = text(key.response[part]);
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  };

  const asked = async (form) => {
    const token = form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(form.dataset.options, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      redirect: "error", // somebody signed out meanwhile
    });
    if (!answer.ok) throw new Error(`asked for options: ${answer.status}`);
    return readable((await answer.json()).publicKey);
  };

  const sentence = (form, error) => {
    if (error.name === "NotAllowedError" || error.name === "AbortError") return form.dataset.cancelled;
    if (error.name === "InvalidStateError") return form.dataset.known;
    return form.dataset.failed;
  };

  const use = async (form) => {
    const publicKey = await asked(form);
    const key = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.answer.value = sendable(key);
    form.submit();
  };

  for (const form of forms) {
    const button = form.querySelector("button");
    const status = form.querySelector("[data-status]");
    const waits = (does) => {
      if (does) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    };
    form.addEventListener("submit", (event) => {
      const name = form.elements.name;
      if (name instanceof HTMLInputElement && !name.value.trim()) return; // the page says that it needs one
      event.preventDefault();
      if (button.getAttribute("aria-disabled")) return;
      waits(true);
      status.textContent = form.dataset.waiting;
      use(form).catch((error) => {
        waits(false);
        status.textContent = sentence(form, error);
      });
    });
    form.hidden = false;
    // A page that the browser brings back from its memory can be used again.
    window.addEventListener("pageshow", () => {
      waits(false);
      status.textContent = "";
    });
  }
  for (const note of document.querySelectorAll("[data-passkey-without]")) note.hidden = true;
})();
