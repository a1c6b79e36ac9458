// Says how old the figures are, from the browser's own clock: it goes on counting when the server has stopped answering.
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".age");
  if (place.dataset.run !== data.run) {
    place.dataset.run = data.run;
    place.dataset.since = String(Date.now());
  }
  const say = () => {
    const seconds = Math.round((Date.now() - Number(place.dataset.since)) / 1000);
    const stale = seconds > data.stale;
    place.classList.toggle("stale", stale);
    place.setAttribute("role", stale ? "alert" : "note");
    const sentence = seconds < 2 && !stale ? data.now : (stale ? data.late : data.old).replace("{seconds}", String(seconds));
    if (place.textContent !== sentence) place.textContent = sentence;
  };
  say();
  const timer = setInterval(say, 1000);
  return () => clearInterval(timer);
}
