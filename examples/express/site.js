import { proxy } from "@abide/engine/proxy";
import { app } from "./app.js";

// The app listens nowhere by itself: who visits it comes by the gate.
export const site = proxy({ to: app });
