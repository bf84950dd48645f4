import Image from "next/image";
import { Counter } from "./counter.js";
import mast from "./mast.png";

export default function Home() {
  return (
    <main>
      <h1>On the air since the last power cut</h1>
      <Image id="mast" src={mast} alt="The mast on the hill" width={64} height={64} />
      <Counter />
    </main>
  );
}
