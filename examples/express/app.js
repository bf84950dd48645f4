// The association's site as it was before Abide: members sign in, and upload a photo of their plot.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { csrfSync } from "csrf-sync";
import express from "express";
import session from "express-session";
import multer from "multer";

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  getTokenFromRequest: (request) => request.body?._csrf ?? request.headers["x-csrf-token"],
});
const upload = multer({ limits: { fileSize: 1_000_000 } });
const here = import.meta.dirname;
const photos = new Map();

export const app = express();
app.set("view engine", "ejs");
app.set("views", join(here, "views"));
app.use(session({ secret: randomBytes(32).toString("hex"), resave: false, saveUninitialized: false }));
app.use("/fonts", express.static(join(here, "node_modules/@fontsource/source-sans-3/files"), { maxAge: "1d" }));
app.use(express.static(join(here, "public")));
app.use(express.urlencoded({ extended: false }), express.json());

const show = (view, more) => (request, response) =>
  response.render(view, { member: request.session.member, csrf: generateToken(request), problem: "", ...more });

app.get("/", show("home"));
app.get("/sign-in", show("sign-in"));
app.post("/sign-in", csrfSynchronisedProtection, (request, response) => {
  if (request.body.password !== "marrow") {
    response.status(401);
    return show("sign-in", { problem: "Name and password do not fit." })(request, response);
  }
  request.session.regenerate(() => {
    request.session.member = request.body.name;
    response.redirect("/plot");
  });
});
app.use("/plot", (request, response, next) => (request.session.member ? next() : response.redirect("/sign-in")));
app.get("/plot", show("plot"));
app.post("/plot/photo", upload.single("photo"), csrfSynchronisedProtection, (request, response) => {
  photos.set(request.session.member, request.file);
  response.redirect("/plot");
});
app.get("/plot/photo", (request, response) => {
  const photo = photos.get(request.session.member);
  return photo ? response.type(photo.mimetype).send(photo.buffer) : response.sendStatus(404);
});
// Asked by the page's script.
app.post("/plot/water", csrfSynchronisedProtection, (request, response) => {
  request.session.watered = (request.session.watered ?? 0) + 1;
  response.json({ watered: request.session.watered });
});
