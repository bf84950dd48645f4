import { once } from "node:events";
import { proxy } from "@abide/engine/proxy";
import { app } from "./app.js";

// The app listens for the gate alone.
const own = app.listen(0, "127.0.0.1");
await once(own, "listening");
export const site = proxy({ to: `http://127.0.0.1:${own.address().port}` });
