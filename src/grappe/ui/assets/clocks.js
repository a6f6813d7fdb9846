// How long something has taken ([data-clock] with the second it began, [data-gone] seconds before that): told anew
// every few seconds. It needs no precision.
const OFTEN = 5000;

function tell() {
  for (const one of document.querySelectorAll("[data-clock]")) {
    const seconds = Number(one.dataset.gone) + Math.max(0, Date.now() / 1000 - Number(one.dataset.clock));
    const minutes = Math.round(seconds / 60);
    const words = one.dataset.word.replace("{gone}", minutes);
    if (one.textContent !== words) one.textContent = words;
    one.classList.toggle("minutes-over", minutes > Number(one.dataset.planned));
  }
}

export function startClocks() {
  setInterval(tell, OFTEN);
}
