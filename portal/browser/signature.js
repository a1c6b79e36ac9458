// A pad to sign on with finger, pen or mouse. Strokes are kept as fractions of the pad's width, so that a turned phone, a sharper
// screen or a redrawn page shows the same signature; what is sent is always dark ink on white, whatever the theme.
const INK = "#111418";
const SENT_WIDTH = 720;

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".pad");
  const canvas = root.querySelector("canvas");
  const clear = root.querySelector("button");
  canvas.setAttribute("aria-label", data.label);
  root.querySelector(".hint").textContent = data.hint;
  clear.textContent = data.clear;

  const pad = root.pad ?? (root.pad = newPad(root, canvas, data.strokes ?? []));
  pad.send = (strokes) => {
    setStateValue("drawn", strokes.length ? { strokes, png: picture(strokes, canvas) } : null);
  };
  clear.onclick = () => pad.clear();
  pad.show();
  const resized = new ResizeObserver(() => pad.show());
  resized.observe(canvas);
  return () => resized.disconnect();
}

function newPad(root, canvas, strokes) {
  const pad = { strokes, stroke: null, send: () => {} };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [round((event.clientX - box.left) / box.width), round((event.clientY - box.top) / box.width)];
  };
  pad.show = () => {
    const box = canvas.getBoundingClientRect();
    const sharpness = window.devicePixelRatio || 1;
    canvas.width = Math.round(box.width * sharpness);
    canvas.height = Math.round(box.height * sharpness);
    draw(canvas.getContext("2d"), pad.stroke ? [...pad.strokes, pad.stroke] : pad.strokes, canvas.width, getComputedStyle(canvas).color);
    root.classList.toggle("signed", pad.strokes.length > 0 || pad.stroke !== null);
  };
  pad.clear = () => {
    pad.strokes = [];
    pad.stroke = null;
    pad.show();
    pad.send([]);
  };
  canvas.onpointerdown = (event) => {
    if (!event.isPrimary || event.button > 0) return;
    event.preventDefault();
    try { canvas.setPointerCapture(event.pointerId); } catch { /* the finger is gone already */ }
    pad.stroke = [point(event)];
    pad.show();
  };
  canvas.onpointermove = (event) => {
    if (!pad.stroke || !event.isPrimary) return;
    const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const each of moves.length ? moves : [event]) pad.stroke.push(point(each));
    pad.show();
  };
  const finish = (event) => {
    if (!pad.stroke || !event.isPrimary) return;
    pad.strokes = [...pad.strokes, pad.stroke];
    pad.stroke = null;
    pad.show();
    pad.send(pad.strokes);
  };
  canvas.onpointerup = finish;
  canvas.onpointercancel = finish;
  return pad;
}

function round(fraction) {
  return Math.round(fraction * 2000) / 2000;
}

function draw(context, strokes, width, colour) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  trace(context, strokes, width, colour);
}

function trace(context, strokes, width, colour) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = width / 150;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    const points = stroke.map(([x, y]) => [x * width, y * width]);
    context.beginPath();
    if (points.length === 1) {
      context.arc(...points[0], context.lineWidth / 2, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    context.moveTo(...points[0]);
    for (let at = 1; at < points.length - 1; at++) {
      const [x, y] = points[at];
      const [nextX, nextY] = points[at + 1];
      context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
    }
    context.lineTo(...points.at(-1));
    context.stroke();
  }
}

function picture(strokes, canvas) {
  const sent = document.createElement("canvas");
  sent.width = SENT_WIDTH;
  sent.height = Math.round((SENT_WIDTH * canvas.height) / canvas.width);
  const context = sent.getContext("2d");
  context.fillStyle = "#FFFFFF";
  context.fillRect(0, 0, sent.width, sent.height);
  trace(context, strokes, SENT_WIDTH, INK);
  return sent.toDataURL("image/png");
}
