// What is incomplete is hatched, what is not known at all is hatched the other way.

import {color} from './theme.js';

const SPACING = 7;

/** Steps of an answer, each with {startMs, endMs, completenessPpm, warmup}, as stretches. */
export function incomplete(points) {
  const stretches = [];
  for (const p of points) {
    if (p.completenessPpm < 1e6 || p.warmup) {
      const alpha = p.completenessPpm < 9e5 ? 0.65 : p.completenessPpm < 99e4 ? 0.5 : 0.35;
      const last = stretches.at(-1);
      if (last && last.to === p.startMs && last.alpha === alpha) {
        last.to = p.endMs;
      } else {
        stretches.push({from: p.startMs, to: p.endMs, kind: 'incomplete', alpha});
      }
    }
  }
  return stretches;
}

/** Draws stretches over a plot, and a bar below each that no colour of the data hides. */
export function drawStretches(u, stretches) {
  const ratio = devicePixelRatio;
  const {left, top, width, height} = u.bbox;
  const ctx = u.ctx;
  for (const kind of ['incomplete', 'silent']) {
    for (const alpha of [0.35, 0.45, 0.5, 0.65]) {
      const mine = stretches.filter(s => s.kind === kind && s.alpha === alpha);
      if (!mine.length) {
        continue;
      }
      ctx.save();
      const area = new Path2D();
      const bars = new Path2D();
      for (const {from, to} of mine) {
        const x0 = Math.max(left, u.valToPos(from, 'x', true));
        const x1 = Math.min(left + width, u.valToPos(to, 'x', true));
        if (x1 > x0) {
          area.rect(x0, top, x1 - x0, height);
          bars.rect(x0, top + height - 4 * ratio, Math.max(x1 - x0, ratio), 4 * ratio);
        }
      }
      ctx.fillStyle = color(kind);
      ctx.fill(bars);
      ctx.clip(area);
      ctx.globalAlpha = alpha;
      ctx.strokeStyle = color(kind);
      ctx.lineWidth = ratio;
      ctx.stroke(lines(left, top, width, height, kind === 'silent', ratio));
      ctx.restore();
    }
  }
}

function lines(left, top, width, height, falling, ratio) {
  const path = new Path2D();
  const gap = SPACING * ratio;
  for (let x = left - height; x < left + width; x += gap) {
    path.moveTo(x, falling ? top : top + height);
    path.lineTo(x + height, falling ? top + height : top);
  }
  return path;
}
