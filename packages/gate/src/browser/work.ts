/**
 * Solves the task that comes with a form while many are sent: a number that, put behind the task's text, gives a SHA-256 hash which
 * begins with so many zero bits. Finding it takes a browser a moment; checking it takes the server one hash. Without script the form
 * can be sent after a while.
 *
 * A page runs a worker only where its policy declares one, so it works in slices between which the page stays alive.
 */

/** First 32 bits of the fractional parts of the square roots of 8 primes, and of the cube roots of 64 (FIPS 180-4). */
const start = new Int32Array(8);
const constants = new Int32Array(64);
for (let prime = 2, found = 0; found < 64; prime++) {
  let divisor = 2;
  while (prime % divisor) divisor++;
  if (divisor === prime) {
    // What is left of the division by one is the fraction.
    if (found < 8) start[found] = (prime ** 0.5 % 1) * 2 ** 32;
    constants[found++] = (prime ** (1 / 3) % 1) * 2 ** 32;
  }
}

const words = new Int32Array(64);

/** Makes `after` the state that follows `state` and the 64 bytes of `bytes` from `at`. */
function compress(after: Int32Array, state: Int32Array, bytes: DataView, at: number): void {
  // One by one: a list taken apart goes through an iterator, which takes longer than the hash.
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    if (i < 16) words[i] = bytes.getInt32(at + i * 4);
    else {
      const x = words[i - 15]!;
      const y = words[i - 2]!;
      words[i] =
        words[i - 16]! +
        words[i - 7]! +
        (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
        (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
    }
    const one =
      (h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        ((e & f) ^ (~e & g)) +
        constants[i]! +
        words[i]!) |
      0;
    const two =
      (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  after[0] = a + state[0]!;
  after[1] = b + state[1]!;
  after[2] = c + state[2]!;
  after[3] = d + state[3]!;
  after[4] = e + state[4]!;
  after[5] = f + state[5]!;
  after[6] = g + state[6]!;
  after[7] = h + state[7]!;
}

/**
 * Looks for the answer to `task`: each call takes about as long as it is told to, and gives the answer once it is found. The blocks
 * that are the same for every number are hashed once.
 */
export function toSolver(task: string, bits: number): (milliseconds: number) => string | undefined {
  const prefix = new TextEncoder().encode(`${task}~`);
  const rest = prefix.length % 64;
  const state = start.slice();
  const given = new DataView(prefix.buffer);
  for (let at = 0; at < prefix.length - rest; at += 64) compress(state, state, given, at);
  const bytes = new Uint8Array(128);
  bytes.set(prefix.subarray(prefix.length - rest));
  const block = new DataView(bytes.buffer);
  const hash = new Int32Array(8);
  let number = 0;
  return (milliseconds) => {
    const end = performance.now() + milliseconds;
    do {
      for (let tries = 0; tries < 256; tries++) {
        const answer = (number++).toString(36);
        bytes.fill(0, rest);
        for (let i = 0; i < answer.length; i++) bytes[rest + i] = answer.charCodeAt(i);
        const length = rest + answer.length;
        bytes[length] = 0x80;
        const last = length < 56 ? 0 : 64;
        block.setUint32(last + 60, (prefix.length + answer.length) * 8);
        compress(hash, state, block, 0);
        if (last) compress(hash, hash, block, 64);
        // Up to 32 bits, which is more than anybody is asked for.
        if (hash[0]! >>> (32 - bits) === 0) return answer;
      }
    } while (performance.now() < end);
    return undefined;
  };
}

/** Works for `form`, and sends it as soon as that is done where somebody has pressed the button meanwhile. */
function work(form: HTMLFormElement): void {
  const { abideWork: task = "", abideBits: bits } = form.dataset;
  const status = form.querySelector<HTMLElement>("[data-working]");
  const say = (words: string | undefined) => {
    if (status) status.textContent = words ?? "";
  };
  const solve = toSolver(task, Number(bits));
  let pressed: HTMLElement | null | undefined;
  const hold = (event: SubmitEvent) => {
    event.preventDefault();
    pressed = event.submitter;
  };
  form.addEventListener("submit", hold);
  say(status?.dataset["working"]);
  const go = () => {
    const answer = solve(24);
    if (answer === undefined) {
      setTimeout(go);
      return;
    }
    form.action += `?work=${encodeURIComponent(`${task}~${answer}`)}`;
    form.removeEventListener("submit", hold);
    say(status?.dataset["worked"]);
    if (pressed !== undefined) form.requestSubmit(pressed);
  };
  // After the page has been painted.
  setTimeout(go, 100);
}

// A test has no document.
if (typeof document === "object") {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-abide-work]")) work(form);
}
