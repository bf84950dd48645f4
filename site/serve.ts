import { AbideError, createEngine, type DiscloseOptions, type Engine, isAbideError } from "@abide/engine";
import { intercom } from "@abide/engine/connector/intercom";
import { lever } from "@abide/engine/connector/lever";
import { serve, type Served } from "@abide/engine/node";
import { keepKey, readSettings, type Settings } from "@abide/engine/settings";
import { startIntercom, type IntercomStandIn } from "@abide/engine/stand-in/intercom";
import { startLever, type LeverStandIn } from "@abide/engine/stand-in/lever";
import { openStore, type Store } from "@abide/engine/store";
import { compile } from "@abide/policy";
import { applications } from "./applications/feature.ts";
import { bookings } from "./bookings/feature.ts";
import { mail, disclosureMails, subscriptions } from "./mails/all.ts";
import { services } from "./policy-services.ts";
import { policy } from "./policy.ts";
import { createSite } from "./site.ts";
import { zone } from "./pages/dates.ts";
import { toRoles } from "./roles.ts";
import { addReaders, addSamples } from "./samples.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

type Declared = typeof policy | typeof services;

/** What runs, and how it is stopped. */
export interface Running {
  readonly url: string;
  readonly standIn: StandIn;
  /** What plays the systems of recipients on this machine. */
  readonly recipients: { readonly lever: LeverStandIn; readonly intercom: IntercomStandIn };
  readonly engine: Engine<Declared>;
  /** Where the first of the company's people makes an account: once, and until then at every start anew. */
  readonly setUp: string | undefined;
  /** How many invented applications were added. */
  readonly added: number;
  /** How many invented readers of the newsletter were added. */
  readonly readers: number;
  readonly close: () => Promise<void>;
}

/**
 * Brings up the website of Halden Software under its policy: the site, the stand-in that plays the trackers' hosts on this machine,
 * the store and the engine. What was started is stopped again where something does not start.
 */
export async function start({
  port,
  settings = {},
  store = openStore,
  smtp,
  sample = false,
}: {
  readonly port: number;
  /** The master key and the place of files: the data folder, where the key is made the first time, for what is left out. */
  readonly settings?: Settings;
  readonly store?: () => Promise<Store>;
  /** The mail server that takes what is sent. One on this machine, whose mailbox the console shows, where it is left out. */
  readonly smtp?: string | undefined;
  /** Adds invented applications where there are none. */
  readonly sample?: boolean;
}): Promise<Running> {
  let served: Served | undefined;
  let standIn: StandIn | undefined;
  let recipients: Running["recipients"] | undefined;
  let opened: Store | undefined;
  let engine: Engine<Declared> | undefined;
  const close = async () => {
    await served?.close();
    await standIn?.close();
    await engine?.close();
    await recipients?.lever.close();
    await recipients?.intercom.close();
    await opened?.close();
  };
  const ready = Promise.withResolvers<Engine<Declared>>();
  ready.promise.catch(() => {});
  try {
    // The port comes first: that it is taken is told before anything else is started. Requests wait until the rest is there.
    const handler = { fetch: async (...asked: Parameters<Engine["fetch"]>) => (await ready.promise).fetch(...asked) };
    served = await serve(handler, { port, host: "127.0.0.1" });
    standIn = await openStandIn(port === 0 ? 0 : port + 1);
    recipients = { lever: await startLever(), intercom: await startIntercom() };
    opened = await store();
    const site = await createSite({
      comments: async (post) => {
        const comments = (await ready.promise).records("comments").for("publication");
        const list = await comments.list({ fields: ["name", "comment"], where: { post }, limit: 100 });
        return list.allowed ? list.records.map(({ id, at, fields }) => ({ id, at, ...fields })) : undefined;
      },
    });
    const url = `http://localhost:${served.port}`;
    const key = (settings.key ?? settings.master) ? {} : { key: await keepKey(opened.folder) };
    engine = createEngine<Declared>({
      policies: [policy, services],
      store: opened,
      ...settings,
      ...key,
      standIn: standIn.port,
      site,
      mail: { ...mail, origin: url, ...(smtp === undefined ? {} : { smtp: { url: smtp } }) },
      disclosureMails,
      subscriptions,
      disclose: toDisclose(recipients),
      staff: { roles: toRoles(smtp === undefined), zone },
      jobs: true,
      features: [bookings, applications],
    });
    await engine.ready;
    ready.resolve(engine);
    const added = sample ? await addSamples(engine, url) : 0;
    const readers = sample ? await addReaders(engine) : 0;
    const first = await engine.setUp();
    return { url, standIn, recipients, engine, close, setUp: first && `${url}${first}`, added, readers };
  } catch (error) {
    ready.reject(error);
    await close();
    throw error;
  }
}

/**
 * Who receives records by themselves: the applicant tracker gets applications, and whoever carries our communication what people write
 * to us. What they are sent is what the policy declares that they take, and no more.
 */
function toDisclose({ lever: tracker, intercom: desk }: Running["recipients"]): DiscloseOptions<Declared> {
  return {
    connectors: {
      lever: lever({
        key: tracker.key,
        performAs: tracker.performAs,
        endpoint: tracker.url,
        sources: ["halden.example"],
        map: {
          fullName: "name",
          email: "email",
          phone: "phone",
          cv: "resume",
          city: "location",
          state: "location",
          country: "location",
        },
      }),
      intercom: intercom({
        token: desk.token,
        endpoint: desk.url,
        map: {
          name: "name",
          email: "email",
          phone: "phone",
          company: "custom_attributes.company",
          topic: "custom_attributes.topic",
          message: "note",
        },
      }),
    },
    on: [
      { recipient: "lever", activity: "careers", purpose: "recruitment", when: "collection" },
      { recipient: "intercom", activity: "contact", purpose: "requests", when: "collection" },
    ],
  };
}

/** The stand-in stands on the port after the site's. */
async function openStandIn(port: number): Promise<StandIn> {
  const version = await compile(policy);
  try {
    return await startStandIn({ policy: version.policy, port });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE")) throw cause;
    throw new AbideError(
      "port-busy",
      `Port ${port}, where the trackers' hosts are played, is taken by another process.`,
      {
        next: `Stop it, or choose another port for the site and the one after it: PORT=${port + 9} npm start`,
        cause,
      },
    );
  }
}

function toPort(value: string | undefined): number {
  const port = Number(value ?? 4600);
  if (Number.isInteger(port) && port >= 0 && port < 65_535) return port;
  throw new AbideError("port-busy", `PORT is "${value}", which is no port.`, {
    next: "Give a number: PORT=4600 npm start",
  });
}

function fail(error: unknown): never {
  // What to do next stands below a list, not at the end of its last line.
  if (isAbideError(error))
    console.error([error.message, error.next].join(error.message.includes("\n") ? "\n" : " ").trim());
  else console.error(error);
  process.exit(1);
}

/** How the first account is made: nobody has a password that others know. */
function toSetUpWords(link: string | undefined): string {
  if (link === undefined) return "";
  return `
                    Nobody has an account yet. This link makes the first, the administrator's; it works once, for two days:
                    ${link}`;
}

function toSampleWords(added: number, asked: boolean): string {
  if (added > 0)
    return `\n                    ${added} invented applications were added, and readers of the newsletter`;
  return asked ? "\n                    There are applications already, so none were invented" : "";
}

if (import.meta.main) {
  try {
    const sample = process.argv.includes("--sample");
    const settings = readSettings(process.env);
    const smtp = process.env["ABIDE_SMTP"] || undefined;
    const running = await start({ port: toPort(process.env["PORT"]), settings, smtp, sample });
    const folder = process.env["ABIDE_DATA"] || ".abide";
    console.log(`
Halden Software, a company website that lives under its policy

  Website           ${running.url}
  Privacy policy    ${running.url}/privacy
  Choice centre     ${running.url}/privacy/choices
  Versions          ${running.url}/privacy/versions
  Careers           ${running.url}/careers
  Newsletter        ${running.url}/newsletter
  Applications      ${running.url}/console/applications, for recruiters${toSampleWords(running.added, sample)}
  Console           ${running.url}/console${toSetUpWords(running.setUp)}

  Stand-in          http://*.localhost:${running.standIn.port} plays the trackers' hosts: nothing leaves this machine
  Mail              ${smtp === undefined ? `${running.url}/console/mailbox keeps it: nothing is sent` : "the server of ABIDE_SMTP"}
  Store             ${process.env["ABIDE_STORE"] ? "the PostgreSQL of ABIDE_STORE" : `PostgreSQL in ${folder}`}${settings.files ? "\n  Files             the bucket of ABIDE_FILES" : ""}${settings.master ? "\n  Master key        that of ABIDE_MASTER" : ""}

Stop with Ctrl+C.
`);
    let stopping = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        running.close().then(() => process.exit(0), fail);
      });
    }
  } catch (error) {
    fail(error);
  }
}
