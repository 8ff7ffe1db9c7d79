// Asks the browser for a passkey and puts its answer into the page's own form. Without this script passwords and codes
// go on working. Written for Chromium 90: no PublicKeyCredential.parseCreationOptionsFromJSON, no toJSON.
(() => {
  "use strict";
  const section = document.querySelector("[data-passkey-origin]");
  if (!section) return;
  const show = (name, on = true) => {
    for (const part of document.querySelectorAll(`[data-passkey-${name}]`)) part.hidden = !on;
  };
  show("plain", false);
  if (location.origin !== section.dataset.passkeyOrigin) return show("elsewhere");
  if (!window.PublicKeyCredential || !navigator.credentials) return show("unsupported");
  show("ready");

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    let plain = "";
    for (const byte of new Uint8Array(buffer)) plain += String.fromCharCode(byte);
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  // What the person is told stands in the page, in its language.
  const tell = (form, name, said) => {
    const place = form.querySelector("[data-passkey-told]");
    const words = said || section.querySelector(`[data-passkey-words="${name}"]`)?.textContent;
    place.textContent = words || section.querySelector('[data-passkey-words="other"]').textContent;
    place.setAttribute("role", "alert");
    place.hidden = false;
    place.focus();
  };

  async function options(path, body) {
    const answer = await fetch(path, { method: "POST", body, credentials: "same-origin" });
    if (!(answer.headers.get("content-type") || "").startsWith("application/json")) throw new Error(`${answer.status}`);
    const json = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(json.wrong), { said: json.wrong });
    const asked = json.publicKey || json;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    for (const one of [...(asked.excludeCredentials || []), ...(asked.allowCredentials || [])]) {
      one.id = bytes(one.id);
      if (one.transports && !one.transports.length) delete one.transports;
    }
    return asked;
  }

  function answered(made) {
    const { response } = made;
    const told = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      told.attestationObject = text(response.attestationObject);
      told.transports = response.getTransports ? response.getTransports() : [];
    } else {
      told.authenticatorData = text(response.authenticatorData);
      told.signature = text(response.signature);
      if (response.userHandle) told.userHandle = text(response.userHandle);
    }
    const extensions = made.getClientExtensionResults();
    return JSON.stringify({ id: made.id, rawId: made.id, type: made.type, response: told, clientExtensionResults: extensions });
  }

  async function ask(form, creating) {
    form.querySelector("[data-passkey-told]").hidden = true;
    form.setAttribute("aria-busy", "true");
    try {
      const sent = creating ? new URLSearchParams(new FormData(form)) : new URLSearchParams();
      const publicKey = await options(form.dataset.passkeyOptions, sent);
      const credentials = navigator.credentials;
      const made = await (creating ? credentials.create({ publicKey }) : credentials.get({ publicKey }));
      form.querySelector("[name=passkey]").value = answered(made);
      // The password and the code have done their work: they aren't sent again.
      if (creating) for (const name of ["current", "code"]) form.querySelector(`[name=${name}]`)?.remove();
      form.submit();
    } catch (error) {
      tell(form, error.name, error.said);
    } finally {
      form.removeAttribute("aria-busy");
    }
  }

  // A page shown again by the back button must not send an answer that was used.
  addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("input[name=passkey]")) field.value = "";
  });
  for (const form of document.querySelectorAll("form[data-passkey-options]")) {
    const second = form.querySelector("[data-passkey-second]");
    const creating = form.hasAttribute("data-passkey-create");
    const begin = (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy") !== "true" && form.reportValidity()) ask(form, creating);
    };
    if (second) second.addEventListener("click", begin);
    else form.addEventListener("submit", begin);
  }
})();
