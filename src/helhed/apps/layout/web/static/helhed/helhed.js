/* Four small things: the design system starts, forms save themselves field by field, a form that
   asks first, and one that came back with a fault shows it. No field is lost when the line is cut:
   it is kept and sent again. */
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (window.DKFDS) window.DKFDS.init();
  document.querySelectorAll("form[data-autosave]").forEach(saveItself);
  document.body.addEventListener("change", submitOnChange);
  document.addEventListener("submit", holdUntilSaved, true);
  document.addEventListener("click", holdUntilSaved, true);
  showFault();
});

/* Before the page is ready: on a slow line its pieces are fetched as soon as htmx is there. */
document.addEventListener("htmx:config:request", addToken);

/* A long page with a form that came back opens at what is wrong, and its title says so first. */
function showFault() {
  const failed = document.querySelector("[data-failed]");
  if (!failed) return;
  const field = failed.matches("[tabindex]") ? failed : failed.querySelector("input, select, textarea");
  document.title = `${failed.dataset.failed} ${document.title}`;
  (field || failed).focus({ preventScroll: true });
  failed.scrollIntoView({ block: "center" });
}

/* A form that saves itself as a draft may also be handed in whole. */
const isHandedIn = (form) => "submits" in form.dataset;

/* What is still on its way to be saved; forms for which the house has not told yet what was typed in
   them earlier, and whether it put that into them, so that who sends one sees it first; and forms
   that wait to be sent. */
const [unsaved, opening, leaving] = [new Set(), new Map(), new Set()];

/* A button or link that leads on waits for what is on its way. */
function holdUntilSaved(event) {
  const link = event.type === "click" ? event.target.closest("a[href]") : null;
  const form = event.type === "submit" ? event.target : null;
  const told = form && opening.get(form);
  if ((unsaved.size === 0 && !told) || (!link && !form) || (form?.dataset.autosave && !isHandedIn(form))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (leaving.has(form)) return;
  if (form) leaving.add(form);
  document.body.setAttribute("aria-busy", "true");
  Promise.all([told, ...[...unsaved].map((saver) => saver.settled())]).then(([isGiven]) => {
    leaving.delete(form);
    if (isGiven) return document.body.removeAttribute("aria-busy");
    if (link) link.click();
    else form.requestSubmit(event.submitter);
    setTimeout(() => document.body.removeAttribute("aria-busy"), link ? 0 : 10000);
  });
}

function token() {
  return document.querySelector("meta[name=csrf-token]").content;
}

/* A piece that the page fetched by itself says so: it must not lead somebody who writes away. */
function addToken(event) {
  const { request, sourceElement } = event.detail.ctx;
  request.headers["X-CSRFToken"] = token();
  if (sourceElement?.getAttribute("hx-trigger")?.startsWith("load")) request.headers["X-By-Itself"] = "true";
}

function submitOnChange(event) {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
}

/* Each field goes alone, so two people who write in different fields never write over each other.
   Two in the same field are shown what the other wrote, and choose. */
function saveItself(form) {
  const status = document.getElementById(form.dataset.status);
  const words = form.dataset;
  const waiting = new Map();
  const versions = new Map(Object.entries(JSON.parse(words.versions || "{}")));
  const kept = keeper(form);
  const isNew = newId(form) !== null;
  const inDoubt = new Set();
  let sending = false;
  let flying = null;
  let timer = null;

  function tell(text, trouble) {
    status?.replaceChildren(text);
    status?.classList.toggle("trouble", Boolean(trouble));
  }

  const fieldsOf = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];

  function valueOf(field) {
    if (field.type === "checkbox" && field.name) {
      const same = fieldsOf(field.name);
      if (same.length > 1) return same.filter((f) => f.checked).map((f) => f.value);
      return field.checked ? [field.value] : [];
    }
    return [field.value];
  }

  function put(name, values) {
    fieldsOf(name).forEach((field) => {
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] || "";
    });
  }

  /* Everything that is not saved: on its way, waiting, or in doubt between two. */
  function pending() {
    const fields = {};
    const add = (values, name) => (fields[name] = { values, seen: versions.get(name) || 0 });
    if (isNew && (flying || waiting.size)) whatIsWritten().forEach(add);
    if (flying) add(flying.values, flying.name);
    waiting.forEach(add);
    inDoubt.forEach((name) => {
      const field = fieldsOf(name).find((f) => f.type !== "radio" || f.checked);
      if (field) add(valueOf(field), name);
    });
    return fields;
  }

  /* Every field of a form, since a page for something new is opened empty. */
  function whatIsWritten() {
    const holds = (f) => f.name && !["hidden", "submit"].includes(f.type) && (f.type !== "radio" || f.checked);
    const fields = [...form.elements].filter(holds);
    return new Map(fields.map((field) => [field.name, valueOf(field)]));
  }

  function hold(name, values) {
    waiting.set(name, values);
    unsaved.add(saver);
    kept.keep(pending());
  }

  function note(event) {
    const field = event.target;
    if (!field.name || field.closest("[data-no-autosave]")) return;
    if (field.type === "radio" && !field.checked) return;
    if (inDoubt.has(field.name)) return kept.keep(pending());
    hold(field.name, valueOf(field));
    tell(words.saving);
    clearTimeout(timer);
    timer = setTimeout(send, event.type === "change" ? 0 : 700);
  }

  function bodyOf(name, values) {
    const body = new URLSearchParams({ field: name, window: WINDOW });
    values.forEach((value) => body.append("value", value));
    if (words.versions !== undefined) body.append("seen", versions.get(name) || 0);
    return body;
  }

  async function send() {
    if (sending || waiting.size === 0) return;
    sending = true;
    const [name, values] = waiting.entries().next().value;
    waiting.delete(name);
    flying = { name, values };
    let wait = 0;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "X-CSRFToken": token(), "HX-Request": "true" },
        body: bodyOf(name, values),
      });
      wait = await heard(answer, name, values);
    } catch {
      if (!waiting.has(name)) waiting.set(name, values);
      tell(words.offline, true);
      wait = 3000;
    }
    sending = false;
    flying = null;
    kept.keep(pending());
    if (waiting.size) {
      timer = setTimeout(send, wait);
    } else {
      unsaved.delete(saver);
      settlers.splice(0).forEach((settle) => settle());
    }
  }

  /* What the house answered; gives how long to wait before the next field goes. */
  async function heard(answer, name, values) {
    if (answer.headers.get("HX-Redirect") || (answer.status === 403 && !(await renewToken()))) {
      if (!waiting.has(name)) waiting.set(name, values);
      tell(words.loggedOut, true);
      await renewToken();
      return 3000;
    }
    if (answer.status === 403 || answer.status >= 500) {
      if (!waiting.has(name)) waiting.set(name, values);
      tell(words.offline, true);
      return 3000;
    }
    const text = await answer.text();
    if (answer.status === 409) {
      inDoubt.add(name);
      waiting.delete(name);
      showBoth(text, name);
      tell(words.inDoubt, true);
      return 0;
    }
    swapIn(text);
    if (!answer.ok) {
      tell(words.refused, true);
      return 0;
    }
    const version = answer.headers.get("X-Version");
    if (version) versions.set(name, Number(version));
    const time = new Date().toTimeString().slice(0, 5).replace(":", ".");
    if (waiting.size === 0 && inDoubt.size === 0) tell(`${words.saved} ${time}`);
    document.body.dispatchEvent(new Event("helhed:saved"));
    return 0;
  }

  /* The other's words beside one's own, and three ways on. */
  function showBoth(html, name) {
    const field = fieldsOf(name)[0];
    const box = new DOMParser().parseFromString(html, "text/html").querySelector("[data-both]");
    if (!field || !box) return;
    const home = field.closest("fieldset, .form-group") || field.parentElement;
    home.querySelectorAll("[data-both]").forEach((old) => old.remove());
    const theirs = JSON.parse(box.dataset.theirs);
    if (field.type !== "textarea" && field.type !== "text") box.querySelector("[data-keep=joined]").remove();
    if (field.type === "radio" || field.tagName === "SELECT") nameThem(box, name, theirs);
    box.addEventListener("click", (event) => {
      const way = event.target.dataset.keep;
      if (!way) return;
      const mine = valueOf(field.type === "radio" ? fieldsOf(name).find((f) => f.checked) || field : field);
      versions.set(name, Number(box.dataset.version));
      inDoubt.delete(name);
      box.remove();
      if (way === "theirs") put(name, theirs);
      if (way === "joined") put(name, [[theirs[0], mine[0]].filter(Boolean).join("\n\n")]);
      const chosen = fieldsOf(name).find((f) => f.type !== "radio" || f.checked) || field;
      hold(name, chosen.type === "radio" && !chosen.checked ? [] : valueOf(chosen));
      chosen.focus();
      send();
    });
    home.append(document.adoptNode(box));
  }

  function nameThem(box, name, theirs) {
    const named = fieldsOf(name).map((f) => {
      if (f.tagName === "SELECT") return [...f.options].find((o) => theirs.includes(o.value))?.text;
      return theirs.includes(f.value) ? f.labels[0]?.textContent : undefined;
    });
    const text = named.filter(Boolean).join(", ");
    if (text) box.querySelector("[data-shown]").textContent = text;
  }

  const settlers = [];
  const saver = {
    settled() {
      clearTimeout(timer);
      send();
      return new Promise((settle) => settlers.push(settle));
    },
  };

  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", (event) => {
    if (!isHandedIn(form)) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size || sending || inDoubt.size) event.preventDefault();
  });
  kept.found().then((fields) => {
    [...form.elements].filter((f) => isTyped(f) && !(f.name in fields)).forEach((f) => note({ target: f }));
    Object.entries(fields).forEach(([name, { values, seen }]) => {
      if (fieldsOf(name).length === 0) return;
      put(name, values);
      if (words.versions !== undefined) versions.set(name, seen);
      hold(name, values);
    });
    if (waiting.size) {
      tell(words.found, true);
      timer = setTimeout(send, 300);
    }
  });
}

/* Whether a field is no longer as the house sent it: somebody typed before this script was there.
   What a browser itself leaves out, as a line break in one line, is not typed. */
function isTyped(field) {
  if (["hidden", "submit", "button"].includes(field.type)) return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName === "INPUT") {
    const sent = field.defaultValue.replace(/[\r\n]/g, "");
    return field.value !== "" && field.value.trim() !== sent.trim();
  }
  if (field.tagName === "TEXTAREA") return field.value !== field.defaultValue;
  const options = [...(field.options || [])];
  if (!field.multiple && !options.some((o) => o.defaultSelected)) return field.selectedIndex > 0;
  return options.some((o) => o.selected !== o.defaultSelected);
}

/* This window among all windows. */
const WINDOW = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());

/* The field with the id that a page made for something new; each time it is opened makes another. */
const newId = (form) => (form.dataset.new && form.elements[form.dataset.new]) || null;

/* What is not saved yet is kept in the browser, locked by a key that only who is logged in is given
   by the house. Without a key, or without a way to lock, nothing is kept. A page for something new
   goes on with what was begun on such a page, under its id, unless a window still has it open. */
function keeper(form) {
  let name = `helhed:${form.dataset.autosave}`;
  const nothing = { keep() {}, found: async () => ({}) };
  if (!form.dataset.key || !window.crypto?.subtle) return nothing;
  const raw = Uint8Array.from(atob(form.dataset.key), (c) => c.charCodeAt(0));
  const key = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  let turn = 0;

  async function lock(fields, mine) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(fields));
    const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, plain);
    if (mine !== turn) return;
    const bytes = [...iv, ...new Uint8Array(locked)];
    localStorage.setItem(name, btoa(bytes.map((b) => String.fromCharCode(b)).join("")));
  }

  async function unlock(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    try {
      const iv = bytes.slice(0, 12);
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key, bytes.slice(12));
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null; /* somebody else's, who gets it at their own log-in */
    }
  }

  /* Held until the window is gone; whether nobody else holds it. */
  function isOurs(one) {
    return new Promise((say) => {
      navigator.locks.request(one, { ifAvailable: true }, (lock) => {
        say(lock !== null);
        return lock && new Promise(() => {});
      });
    });
  }

  async function foundNew(id) {
    const [before, after] = name.split(id.value);
    const begun = Object.keys(localStorage).filter((one) => one.startsWith(before) && one.endsWith(after));
    for (const one of begun) {
      const fields = await unlock(localStorage.getItem(one));
      if (fields && turn === 0 && (await isOurs(one))) {
        const theirs = one.slice(before.length, one.length - after.length);
        form.dataset.autosave = one.slice("helhed:".length);
        [name, id.value] = [one, theirs];
        return fields;
      }
    }
    isOurs(name);
    return {};
  }

  return {
    keep(fields) {
      turn += 1;
      if (Object.keys(fields).length === 0) localStorage.removeItem(name);
      else lock(fields, turn);
    },
    async found() {
      if (newId(form)) return foundNew(newId(form));
      const text = localStorage.getItem(name);
      return (text && (await unlock(text))) || {};
    },
  };
}

/* A new token for the page after a new log-in; whether somebody is logged in at all. */
async function renewToken() {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("meta[name=csrf-token]");
  if (!fresh) return false;
  document.querySelector("meta[name=csrf-token]").content = fresh.content;
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = fresh.content));
  const pass = page.getElementById("unsent");
  if (pass) document.getElementById("unsent").dataset.pass = pass.dataset.pass;
  return true;
}

/* The answer holds pieces of the page by id; each takes the place of its namesake. */
function swapIn(html) {
  const pieces = new DOMParser().parseFromString(html, "text/html");
  pieces.querySelectorAll("[data-piece][id]").forEach((piece) => {
    const old = document.getElementById(piece.id);
    if (old) old.replaceWith(document.adoptNode(piece));
  });
}
