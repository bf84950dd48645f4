import { Refusal, createService, type Answered, type Asked, type Service, type ServiceOptions } from "./answer.ts";

export interface Grant {
  /** Where tokens are given out. */
  readonly url: string;
  /** What is sent there, by RFC 6749. */
  readonly form: () => { readonly [name: string]: string };
  /** What is to be looked at when it is refused. */
  readonly credential: string;
}

/** Asks for tokens: at the first request, shortly before the last one runs out, and once more where one was refused early. */
export interface Tokens {
  /** A service whose requests carry a token. */
  readonly toService: (options: Omit<ServiceOptions, "credential">) => Service;
}

/** Tokens by OAuth 2.0 (RFC 6749). They are held in memory, for everybody who speaks through the same connector. */
export function createTokens(grant: Grant): Tokens {
  let held: { readonly token: string; readonly until: number } | undefined;

  const fetchToken = async (options: Omit<ServiceOptions, "credential">): Promise<string> => {
    if (held && Date.now() < held.until) return held.token;
    const { headers: _, says: __, ...rest } = options;
    const says: ServiceOptions["says"] = ({ error }) => (typeof error === "string" ? error : undefined);
    const ask = createService({ ...rest, credential: grant.credential, says });
    let answered: Answered;
    try {
      answered = await ask({ url: grant.url, method: "POST", body: new URLSearchParams(grant.form()) });
    } catch (error) {
      throw toCredential(error, options.name, grant.credential);
    }
    const { access_token: token, expires_in: seconds } = answered.body;
    if (typeof token !== "string") {
      throw new Refusal({ outcome: "retry", why: `${options.name} gives no token for ${grant.credential}.` });
    }
    // Salesforce does not say how long its tokens live; what is refused is asked for again.
    held = { token, until: Date.now() + (typeof seconds === "number" ? seconds - 60 : 900) * 1_000 };
    return token;
  };

  return {
    toService: (options) => {
      const ask = createService({
        ...options,
        credential: grant.credential,
        headers: async () => {
          const own = typeof options.headers === "function" ? await options.headers() : options.headers;
          return { ...own, authorization: `Bearer ${await fetchToken(options)}` };
        },
      });
      return async (asked: Asked) => {
        const before = held;
        try {
          return await ask(asked);
        } catch (error) {
          const refused = error instanceof Refusal && "status" in error.attempted && error.attempted.status === 401;
          if (!refused || before === undefined || held !== before) throw error;
          held = undefined;
          return await ask(asked);
        }
      };
    },
  };
}

/** A token that is not given is a credential that is not taken, whichever status says so: RFC 6749 has 400 for it. */
function toCredential(error: unknown, name: string, credential: string): unknown {
  if (!(error instanceof Refusal) || error.attempted.outcome !== "failed") return error;
  const { status } = error.attempted;
  return new Refusal({
    outcome: "retry",
    why: `${name} does not take ${credential}: ${error.attempted.why}`,
    after: 3 * 3_600,
    ...(status === undefined ? {} : { status }),
  });
}
