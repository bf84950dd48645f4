import { cookies } from "next/headers";
import { SignIn, Upload } from "./forms.js";

export default async function Studio() {
  const presenter = (await cookies()).get("presenter")?.value;
  return (
    <main>
      <h1>{presenter ? `Hello ${presenter}` : "Presenters sign in"}</h1>
      {presenter ? <Upload /> : <SignIn />}
    </main>
  );
}
