import ipaddr from "ipaddr.js";

const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { is } = Object;

const iterators = [[].values(), new Map().values(), new Set().values()].map((one) => getPrototypeOf(one)!);

/** Everything that decisions are made with and that anybody in the process could replace. */
const watched: readonly object[] = [
  ...[Array, Map, Set, WeakRef, WeakSet, String, RegExp].map(({ prototype }) => prototype as object),
  ...iterators,
  getPrototypeOf(iterators[0]!)!,
  ipaddr,
  ipaddr.IPv4,
  ipaddr.IPv4.prototype,
  (ipaddr.IPv4 as unknown as Parsed).parser,
  ipaddr.IPv6,
  ipaddr.IPv6.prototype,
  (ipaddr.IPv6 as unknown as Parsed).parser,
  Math,
  Number,
  Object,
];

interface Parsed {
  readonly parser: object;
}

const singles: readonly (readonly [of: object, name: PropertyKey])[] = [
  ...(["parseInt", "isNaN", "Object", "Math", "Number", "String"] as const).map((name) => [globalThis, name] as const),
  ...(["apply", "call"] as const).map((name) => [Function.prototype, name] as const),
  [Object.prototype, "hasOwnProperty"],
];

const members = [...watched.flatMap((of) => ownKeys(of).map((name) => [of, name] as const)), ...singles].map(
  ([of, name]) => {
    const { value, get } = getOwnPropertyDescriptor(of, name) ?? {};
    return { __proto__: null, of, name, value: value as unknown, get };
  },
);

/**
 * Whether everything is what it was when this was loaded, before anything else. A decision that is made with what somebody replaced since
 * would be theirs. It uses nothing that could be replaced itself: neither a method nor an iterator.
 */
export function isIntact(): boolean {
  for (let at = 0; at < members.length; at++) {
    const { of, name, value, get } = members[at]!;
    const now = getOwnPropertyDescriptor(of, name);
    if (now === undefined || !is(now.value, value) || now.get !== get) return false;
  }
  return true;
}
