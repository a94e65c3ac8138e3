// Shows new mails as they come, and copies a code when it is pressed.

const PAUSE = 2000;

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, next] = [document, page].map((it) => it.getElementById("mails"));
  if (!next || now.dataset.newest === next.dataset.newest) return;
  now.replaceWith(next);
  sayTimes();
}

/** Says when each mail was written, as people read it in the page's language. */
function sayTimes() {
  const { lang } = document.documentElement;
  for (const time of document.querySelectorAll("#mails time")) {
    time.textContent = new Date(time.dateTime).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" });
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-code]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.code);
  document.getElementById("copied").textContent = button.dataset.copied;
});

sayTimes();
setInterval(() => refresh().catch(() => {}), PAUSE);
