import { createEngine } from "@abide/engine";
import { serve } from "@abide/engine/node";
import { openStore } from "@abide/engine/store";
import { policy } from "./policy.ts";
import { site } from "./site.js";

const engine = createEngine({ policies: [policy], store: openStore(), key: process.env.ABIDE_KEY, site });
const { url } = await serve(engine, { port: Number(process.env.PORT ?? 4600), upgrade: site.upgrade });
console.log(url);
