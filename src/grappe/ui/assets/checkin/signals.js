// What is heard and felt at the door: one high tone for yes, two low ones for no. The page says the same in words.
const TONES = { good: [[880, 0]], neither: [[520, 0], [520, 0.18]], bad: [[200, 0], [160, 0.22]] };
const BUZZES = { good: [60], neither: [60, 60, 60], bad: [250, 80, 250] };
let context;

export function signal(kind, sound) {
  navigator.vibrate?.(BUZZES[kind]);
  if (!sound) return;
  try {
    context ??= new AudioContext();
    for (const [pitch, after] of TONES[kind]) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.15;
      tone.connect(volume).connect(context.destination);
      tone.start(context.currentTime + after);
      tone.stop(context.currentTime + after + 0.14);
    }
  } catch {
    // no sound here
  }
}
