// Reads badges by the camera: with the browser's own reader where it has one, else with the one in `qr`.
import { BarcodeDetector as Own } from "qr/decode.js";

const EVERY = 150; // ms between two looks
const AGAIN = 4_000; // ms before the same badge is read again: it is still held in front of the camera

async function reader() {
  const native = globalThis.BarcodeDetector;
  try {
    if (native && (await native.getSupportedFormats()).includes("qr_code")) return new native({ formats: ["qr_code"] });
  } catch {
    // a reader that does not say what it reads is none
  }
  return new Own({ formats: ["qr_code"] });
}

export class Camera {
  constructor(video, found) {
    this.video = video;
    this.found = found;
    this.last = { text: "", at: 0 };
  }

  get on() {
    return Boolean(this.stream);
  }

  async start() {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "NotFoundError");
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.reader ??= await reader();
    this.look();
  }

  stop() {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
  }

  async look() {
    if (!this.on) return;
    try {
      const [code] = this.video.readyState >= 2 ? await this.reader.detect(this.video) : [];
      if (code && (code.rawValue !== this.last.text || Date.now() - this.last.at > AGAIN)) this.found(code.rawValue);
      if (code) this.last = { text: code.rawValue, at: Date.now() };
    } catch {
      // a frame that cannot be read; the next one comes
    }
    this.timer = setTimeout(() => this.look(), EVERY);
  }
}
