// A signature as strokes of points on a 600 × 200 field, kept in the form's hidden input.

const WIDTH = 600;
const HEIGHT = 200;

function point(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [Math.round(((event.clientX - box.left) * WIDTH) / box.width), Math.round(((event.clientY - box.top) * HEIGHT) / box.height)];
}

function drawn(canvas, strokes) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, WIDTH, HEIGHT);
  pen.lineWidth = 2.5;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = getComputedStyle(canvas).color;
  for (const stroke of strokes) {
    pen.beginPath();
    stroke.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.stroke();
  }
}

function read(text) {
  try {
    const strokes = JSON.parse(text || "[]");
    return Array.isArray(strokes) ? strokes : [];
  } catch {
    return [];
  }
}

function signing(root) {
  const input = root.querySelector("input");
  const canvas = root.querySelector("canvas");
  let strokes = read(input.value);
  let current = null;
  root.querySelector(".signature__field").hidden = false;
  const keep = () => {
    input.value = strokes.length ? JSON.stringify(strokes) : "";
    drawn(canvas, strokes);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    current = [point(canvas, event)];
    strokes = [...strokes, current];
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current) return;
    current.push(point(canvas, event));
    drawn(canvas, strokes);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      current = null;
      keep();
    });
  }
  root.querySelector("button").addEventListener("click", () => {
    strokes = [];
    keep();
  });
  drawn(canvas, strokes);
}

document.querySelectorAll("[data-signature]").forEach(signing);
