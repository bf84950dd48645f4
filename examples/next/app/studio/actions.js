"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";

export async function signIn(before, form) {
  if (form.get("password") !== "antenna") return "Name and password do not fit.";
  (await cookies()).set("presenter", String(form.get("name")), { httpOnly: true, sameSite: "lax" });
  redirect("/studio");
}

export async function measure(before, form) {
  const file = form.get("jingle");
  return `${file.name} has ${file.size} bytes`;
}
