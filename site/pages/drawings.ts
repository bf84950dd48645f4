import { html, type Html } from "@abide/policy";

/** The mark: a painted waymark on a slope. */
export const mark: Html = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <path class="slope" d="M2 27 12 9l6 8 4-5 8 15z"></path>
  <path class="paint" d="M9.5 2.5h13v4.6h-4.2v8.4h-4.6V7.1H9.5z"></path>
</svg>`;

/** A business application with a guide in it: the form is theirs, the waymarks are ours. */
export const hero: Html = html`<svg
  class="drawing hero-drawing"
  viewBox="0 0 620 470"
  role="img"
  aria-labelledby="hero-title"
>
  <title id="hero-title">
    A guide in an expense form: steps one and two are done, step three points at the cost centre, and sending is ahead.
  </title>
  <defs>
    <linearGradient id="slope">
      <stop offset="0.14" stop-color="#000"></stop>
      <stop offset="0.3" stop-color="#fff"></stop>
    </linearGradient>
    <mask id="clearing" maskUnits="userSpaceOnUse" x="-260" y="-280" width="1160" height="960">
      <rect x="-260" y="-280" width="1160" height="960" fill="url(#slope)"></rect>
    </mask>
  </defs>
  <g class="contours" mask="url(#clearing)" aria-hidden="true">
    <path d="M-260 560C-80 470 0 520 130 420s190-70 310-170 220-70 460-220"></path>
    <path d="M-260 506c180-86 254-40 378-134S310 308 426 212s226-80 474-222"></path>
    <path d="M-260 452c176-84 250-46 370-136s186-66 300-160S640 70 900-70"></path>
    <path d="M-260 396c180-80 246-52 362-138s184-62 294-154 234-98 504-236"></path>
    <path d="M-260 338c184-76 240-56 352-138s182-58 288-148S622-50 900-192"></path>
    <path d="M-260 278c188-72 234-60 342-138S264 86 366-2s240-114 534-252"></path>
    <path d="M-260 612c176-92 262-36 396-140s192-76 318-178 214-68 446-212"></path>
    <path d="M-260 662c174-94 268-32 408-138s194-80 324-184 208-66 428-206"></path>
  </g>
  <g class="window">
    <rect x="8" y="16" width="470" height="430" rx="10"></rect>
    <path class="rule" d="M8 66h470"></path>
    <circle cx="34" cy="41" r="6"></circle>
    <circle cx="54" cy="41" r="6"></circle>
    <circle cx="74" cy="41" r="6"></circle>
    <text class="heading" x="40" y="112">New expense claim</text>
    <text class="label" x="40" y="150">Trip</text>
    <rect class="field" x="40" y="160" width="300" height="42" rx="4"></rect>
    <text class="value" x="56" y="187">Customer visit, Malmö</text>
    <text class="label" x="40" y="232">Amount</text>
    <rect class="field" x="40" y="242" width="300" height="42" rx="4"></rect>
    <text class="value" x="56" y="269">148.50</text>
    <text class="label" x="40" y="314">Cost centre</text>
    <rect class="field now" x="40" y="324" width="300" height="42" rx="4"></rect>
    <rect class="send" x="40" y="388" width="110" height="36" rx="4"></rect>
    <text class="send-text" x="95" y="411" text-anchor="middle">Send</text>
  </g>
  <g class="trail">
    <path class="path" d="M378 196v52m0 30v50m0 34v44H164"></path>
    <g class="done">
      <rect x="362" y="165" width="32" height="32"></rect>
      <path d="m370 181 6 6 11-12"></path>
      <rect x="362" y="247" width="32" height="32"></rect>
      <path d="m370 263 6 6 11-12"></path>
    </g>
    <g class="here">
      <rect x="360" y="327" width="36" height="36"></rect>
      <text x="378" y="352" text-anchor="middle">3</text>
    </g>
  </g>
  <g class="bubble">
    <path d="M420 286h198v132H420v-56l-17-17 17-17z"></path>
    <text class="say" x="440" y="318">Choose the cost</text>
    <text class="say" x="440" y="340">centre of your team.</text>
    <text class="why" x="440" y="368">It is on your pay slip.</text>
    <text class="count" x="440" y="398">Step 3 of 4</text>
  </g>
</svg>`;

/** Mark, walk, learn: three small drawings. */
export const markStep: Html = html`<svg class="drawing" viewBox="0 0 240 150" aria-hidden="true">
  <g class="window">
    <rect x="20" y="16" width="200" height="118" rx="8"></rect>
    <path class="rule" d="M20 40h200"></path>
    <rect class="field" x="40" y="56" width="110" height="18" rx="3"></rect>
    <rect class="field now" x="40" y="86" width="110" height="18" rx="3"></rect>
  </g>
  <g class="here"><rect x="162" y="84" width="22" height="22"></rect></g>
  <path class="pointer" d="m188 102 24 10-10 4-4 10z"></path>
</svg>`;

export const walkStep: Html = html`<svg class="drawing" viewBox="0 0 240 150" aria-hidden="true">
  <g class="contours">
    <path d="M0 136c40-30 70-12 104-40s54-10 84-36 34-20 56-30"></path>
    <path d="M0 108c40-28 66-14 98-38s52-14 82-36 36-20 64-30"></path>
    <path d="M0 150c50-24 80-6 116-34s54-8 86-32 26-18 42-26"></path>
  </g>
  <g class="trail">
    <path class="path" d="M26 124c40-4 40-40 82-42s52-38 106-52"></path>
    <g class="done">
      <rect x="15" y="113" width="22" height="22"></rect>
      <path d="m20 124 4 4 8-9"></path>
      <rect x="97" y="71" width="22" height="22"></rect>
      <path d="m102 82 4 4 8-9"></path>
    </g>
    <g class="here"><rect x="196" y="22" width="24" height="24"></rect></g>
  </g>
</svg>`;

export const learnStep: Html = html`<svg class="drawing" viewBox="0 0 240 150" aria-hidden="true">
  <g class="bars">
    <rect x="28" y="28" width="30" height="98"></rect>
    <rect x="72" y="33" width="30" height="93"></rect>
    <rect x="116" y="36" width="30" height="90"></rect>
    <rect class="short" x="160" y="76" width="30" height="50"></rect>
  </g>
  <path class="ground" d="M16 126h208"></path>
  <path class="drop" d="M175 34v30m-8-9 8 9 8-9"></path>
</svg>`;

/** The parts of a guide, with numbers that the text explains. */
export const anatomy: Html = html`<svg class="drawing" viewBox="0 0 560 360" role="img" aria-labelledby="anatomy-title">
  <title id="anatomy-title">One step of a guide, with five numbered parts that the list explains.</title>
  <g class="window">
    <rect x="20" y="24" width="290" height="312" rx="10"></rect>
    <path class="rule" d="M20 66h290"></path>
    <text class="heading" x="44" y="52">Supplier record</text>
    <text class="label" x="44" y="104">Name</text>
    <rect class="field" x="44" y="114" width="220" height="34" rx="4"></rect>
    <text class="label" x="44" y="180">Payment term</text>
    <rect class="field now" x="44" y="190" width="220" height="34" rx="4"></rect>
    <text class="label" x="44" y="256">Contact</text>
    <rect class="field" x="44" y="266" width="220" height="34" rx="4"></rect>
  </g>
  <g class="bubble">
    <path d="M328 146h196v142H328v-66l-16-16 16-16z"></path>
    <text class="say" x="350" y="182">Take the term from</text>
    <text class="say" x="350" y="202">the signed contract.</text>
    <text class="why" x="350" y="228">The quote may differ.</text>
    <text class="count" x="350" y="266">Step 2 of 5</text>
    <text class="leave" x="504" y="266" text-anchor="end">Leave</text>
  </g>
  <g class="pins" text-anchor="middle">
    <circle cx="264" cy="190" r="12"></circle>
    <text x="264" y="195">1</text>
    <circle cx="328" cy="146" r="12"></circle>
    <text x="328" y="151">2</text>
    <circle cx="496" cy="222" r="12"></circle>
    <text x="496" y="227">3</text>
    <circle cx="420" cy="288" r="12"></circle>
    <text x="420" y="293">4</text>
    <circle cx="524" cy="288" r="12"></circle>
    <text x="524" y="293">5</text>
  </g>
</svg>`;

/** A waymark that points nowhere, for the page that is not there. */
export const lost: Html = html`<svg class="drawing lost-drawing" viewBox="0 0 480 260" aria-hidden="true">
  <g class="contours">
    <path d="M-10 230c80-54 150-20 230-70s130-30 270-96"></path>
    <path d="M-10 192c84-52 148-22 224-68s130-36 276-104"></path>
    <path d="M-10 154c90-52 150-26 226-70s124-38 274-96"></path>
    <path d="M-10 256c90-44 160-18 240-60s130-26 260-84"></path>
  </g>
  <g class="trail">
    <path class="path" d="M40 224c60-6 70-54 132-58"></path>
    <g class="done">
      <rect x="28" y="212" width="24" height="24"></rect>
      <path d="m34 224 5 5 8-10"></path>
    </g>
    <g class="here"><rect x="158" y="152" width="28" height="28"></rect></g>
    <path class="path faint" d="M214 158c40-10 60-30 96-34m40-8c20-4 40-12 60-20"></path>
  </g>
</svg>`;

/** A signpost with an arm for every city that has open positions, and how many. */
export function signpost(cities: readonly { readonly name: string; readonly count: number }[]): Html {
  const foot = 84 + cities.length * 58;
  return html`<svg class="drawing signpost" viewBox="0 0 520 ${foot + 62}" role="img" aria-labelledby="signpost-title">
    <title id="signpost-title">
      A signpost: ${cities.map(({ name, count }) => `${name} ${count}`).join(", ") || "no open positions"}.
    </title>
    <g class="contours">
      <path d="M-10 ${foot + 18}c90-40 170-10 262-18s150-40 280-58"></path>
      <path d="M-10 ${foot + 44}c100-30 176-6 268-12s160-34 272-44"></path>
      <path d="M-10 ${foot - 12}c84-44 160-18 250-22s150-46 290-74"></path>
    </g>
    <path class="pole" d="M254 22h12v${foot}h-12z"></path>
    ${cities.map(({ name, count }, index) => {
      const y = 40 + index * 58;
      const right = index % 2 === 0;
      return html`<g class="arm">
        <path d="${right ? `M196 ${y}h232l26 21-26 21H196z` : `M324 ${y}H92l-26 21 26 21h232z`}"></path>
        <path class="tip" d="${right ? `M418 ${y}h10l26 21-26 21h-10z` : `M102 ${y}H92l-26 21 26 21h10z`}"></path>
        <text x="${right ? 214 : 116}" y="${y + 27}">${name}</text>
        <text x="${right ? 404 : 308}" y="${y + 27}" text-anchor="end">${count}</text>
      </g>`;
    })}
  </svg>`;
}
