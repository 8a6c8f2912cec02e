/* First-party, for pages with a passkey's button. Without it the button stays away and the password stays. */
(() => {
  "use strict";
  const known = window.PublicKeyCredential;
  if (!known?.parseRequestOptionsFromJSON || !known.parseCreationOptionsFromJSON) return;

  const ask = async (form) => {
    const response = await fetch(form.dataset.options, { credentials: "same-origin" });
    if (!response.ok) throw new Error(response.status);
    const options = await response.json();
    if (form.dataset.passkey === "make") {
      return navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(options) });
    }
    return navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(options) });
  };

  const send = async (event) => {
    const form = event.target;
    const answer = form.elements.credential;
    const said = form.querySelector("[data-passkey-said]");
    if (answer.value) return;
    event.preventDefault();
    said.textContent = "";
    try {
      answer.value = JSON.stringify((await ask(form)).toJSON());
      form.submit();
    } catch {
      said.textContent = said.dataset.stopped;
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
  for (const words of document.querySelectorAll("[data-passkey-absent]")) words.hidden = true;
})();
