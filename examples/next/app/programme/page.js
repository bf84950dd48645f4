import { Suspense } from "react";

export const dynamic = "force-dynamic";

async function Tonight() {
  await new Promise((resolve) => setTimeout(resolve, 2500));
  return <p id="tonight">Tonight: sea shanties, from seven</p>;
}

export default function Programme() {
  return (
    <main>
      <h1>Programme</h1>
      <Suspense fallback={<p id="waiting">We look it up</p>}>
        <Tonight />
      </Suspense>
    </main>
  );
}
