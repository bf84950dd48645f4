/** Signals that a browser can send: Global Privacy Control and Do Not Track. */
export const signalNames = ["gpc", "dnt"] as const;
export type SignalName = (typeof signalNames)[number];

/**
 * How each signal is treated. "refuse": as a refusal of everything optional, until the person makes a choice while the signal
 * is on. "ignore": not at all, and the page says so.
 */
export type Signals = { readonly [signal in SignalName]?: "refuse" | "ignore" };
