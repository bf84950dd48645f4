import { placeholderPath, renderCentre, type Visit } from "@abide/gate/render";
import { Html } from "@abide/policy";
import { Hono } from "hono";
import { answerCheckpoint, answerKey, answerTile } from "./audit/answers.ts";
import { answerForm } from "./collect/collect-form.ts";
import type { Asked, Env } from "./core/feature.ts";
import { choose } from "./gate/choose.ts";
import { answerPlaceholder } from "./gate/placeholder.ts";
import { answerReceipt } from "./gate/receipt.ts";
import { AbideError } from "./http/error.ts";
import { toBack } from "./http/origin.ts";
import type { OpenedCore } from "./open-core.ts";
import type { OpenedFeatures } from "./open-features.ts";
import { renderPage } from "./page/page.ts";
import { toPageTexts } from "./page/texts/all.ts";
import { publishRoutes } from "./publish/routes.ts";
import type { SiteRoutes } from "./site-routes.ts";
import type { Staff } from "./staff/staff.ts";

interface Parts {
  readonly opened: OpenedCore;
  readonly features: OpenedFeatures;
  readonly staff: Staff | undefined;
  readonly site: SiteRoutes;
}

/** Every address that is Abide's; all others are the site's. */
export function toRoutes({ opened, features, staff, site }: Parts): Hono<Env> {
  const app = new Hono<Env>();
  const asks = new WeakMap<Request, Asked>();
  // Without this Hono would answer with a page of its own; `respond` does, which knows who asks.
  app.onError((error) => Promise.reject(error));
  app.use(async ({ req, env }, next) => {
    asks.set(req.raw, env);
    await next();
  });
  const { current, published } = opened.core.versions;
  const sections = features.all.flatMap(({ sections = [] }) => sections);
  const visit = (request: Request) => asks.get(request)!.visitor.visit;
  app.route("/", publishRoutes({ current, published, sections, visit }));
  app.route("/", toGateRoutes(opened));
  app.route("/", toFormRoutes(opened, features, site));
  for (const { routes } of features.all) if (routes) app.route("/", routes);
  app.route("/", toLogRoutes(opened));
  if (staff) app.route("/", toConsoleRoutes(staff));
  app.all("/abide/*", () => Promise.reject(new AbideError("not-found", "Abide has nothing there.")));
  app.all("*", ({ req, env }) => site.ask(req.raw, env));
  return app;
}

/** Addresses for visitors' browsers: the choice, its receipt, files, and reports of what the gate held back. */
function toGateRoutes({ core, gate: { chooses, violations }, files }: OpenedCore): Hono<Env> {
  const { site, db, versions, limits, log } = core;
  const { policy } = versions.current[0];
  const app = new Hono<Env>();
  // No person meets it, nor a whole office behind one address: without it a program could write a record and an entry in the log
  // with each request, for ever. In an outage somebody can still say no.
  const choices = limits.limit({ name: "choices", burst: 120, every: 1, inOutage: "allow" });
  // One report more or less can be missed.
  const reports = limits.limit({ name: "reports", burst: 60, every: 1, inOutage: "refuse" });
  app.get(`${policy.path}/choices`, ({ req, env }) => {
    const response = answerCentre(req.raw, env.visitor.visit);
    // The centre asks already.
    env.visitor = { ...env.visitor, visit: { ...env.visitor.visit, ask: false } };
    return response;
  });
  app.get(placeholderPath, ({ req, env }) => {
    const response = answerPlaceholder(req.raw, env.visitor.visit);
    // The page around it asks.
    env.visitor = { ...env.visitor, visit: { ...env.visitor.visit, ask: false } };
    return response;
  });
  app.post("/abide/choice", async ({ req, env }) => {
    // Without an address of the client all would share one limit.
    const wait = async () => (env.ip === "" ? undefined : choices.take(env.ip));
    const chosen = await choose(req.raw, env.visitor, { ...chooses, wait });
    env.visitor = chosen.visitor;
    return chosen.response;
  });
  app.get("/abide/receipt/:record", async ({ req, env }) =>
    answerReceipt(req.param("record"), env.visitor, site, db, log),
  );
  app.post("/abide/report", async ({ req, env }) => {
    if ((await reports.take(env.ip)) === undefined) await violations.report(req.raw);
    return new Response(null, { status: 204 });
  });
  for (const file of Object.values(files)) app.get(file.path, ({ req }) => file.answer(req.raw));
  app.get("/.well-known/gpc.json", () =>
    Response.json(
      { gpc: policy.signals.gpc === "refuse", lastUpdate: policy.effective },
      { headers: { "x-content-type-options": "nosniff" } },
    ),
  );
  // Opening an address that takes a form changes nothing, whatever is in its query.
  app.all("/abide/choice", () => Promise.reject(new AbideError("method", "A choice is sent, not opened.")));
  app.all("/abide/report", () => Promise.reject(new AbideError("method", "A report is sent, not opened.")));
  return app;
}

/** The address that forms are sent to. */
function toFormRoutes({ core, formLimit }: OpenedCore, features: OpenedFeatures, site: SiteRoutes): Hono<Env> {
  const { collector, origin, versions } = core;
  const app = new Hono<Env>();
  app.post("/abide/collect/:activity", async ({ req, env }) => {
    const activity = req.param("activity");
    if (features.all.some(({ takesForm }) => takesForm?.(activity) === false))
      throw new AbideError("not-found", "What is collected here is confirmed first.");
    const { showAgain } = site;
    return answerForm(req.raw, activity, {
      collector,
      versions,
      limit: formLimit,
      ip: env.ip,
      own: origin ?? new URL(req.url).origin,
      visit: env.visitor.visit,
      show: showAgain && ((back, form) => showAgain(req.raw, env, { back, form })),
    });
  });
  app.all("/abide/collect/:activity", () => Promise.reject(new AbideError("method", "A form is sent, not opened.")));
  return app;
}

/** The log, for everybody who checks it. */
function toLogRoutes({ core: { log } }: OpenedCore): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/abide/log/checkpoint", () => answerCheckpoint(log));
  app.get("/abide/log/key", () => answerKey(log));
  app.get("/abide/log/tile/*", ({ req }) => answerTile(log, req.path.slice("/abide/log/".length)));
  return app;
}

function toConsoleRoutes(staff: Staff): Hono<Env> {
  const app = new Hono<Env>();
  const answer = (request: Request, asked: Asked) => {
    const { ip, own, visitor } = asked;
    // It is for people who work here, and runs no tracker: there is nothing to ask them.
    asked.visitor = { ...visitor, visit: { ...visitor.visit, ask: false } };
    return staff.answer(request, { ip, visit: visitor.visit, origin: own });
  };
  app.all("/console", ({ req, env }) => answer(req.raw, env));
  app.all("/console/*", ({ req, env }) => answer(req.raw, env));
  return app;
}

/** The choice centre: a page, or for the gate's dialog its content alone. */
function answerCentre(request: Request, visit: Visit): Response {
  const { origin, pathname, searchParams } = new URL(request.url);
  const back = searchParams.get("back");
  const shown = { ...visit, back: back === null ? pathname : toBack(back, origin) };
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" };
  if (searchParams.has("fragment")) return new Response(renderCentre(shown), { headers });
  const texts = toPageTexts(visit.language);
  const main = new Html(renderCentre(shown));
  return new Response(renderPage({ title: texts.choices, language: visit.language, visit, here: "choices", main }), {
    headers,
  });
}
