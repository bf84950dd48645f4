import Link from "next/link";
import Script from "next/script";
import { Theme } from "./theme.js";

export const metadata = { title: "Lantern Radio" };

export default function Layout({ children }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <script
          dangerouslySetInnerHTML={{
            __html: `if (localStorage.getItem("theme") === "dark") document.documentElement.className = "dark"`,
          }}
        />
        <nav>
          <Link href="/">Lantern Radio</Link> <Link href="/programme">Programme</Link> <Link href="/watch">Watch</Link>{" "}
          <Link href="/studio">Studio</Link> <Theme />
        </nav>
        {children}
        <Script src="https://www.googletagmanager.com/gtag/js?id=G-LANTERN" strategy="afterInteractive" />
        <Script id="tag" strategy="afterInteractive">
          {`window.dataLayer = window.dataLayer || [];
            function gtag(){dataLayer.push(arguments);}
            gtag('js', new Date());
            gtag('config', 'G-LANTERN');`}
        </Script>
        <Script src="https://cdn.clickcount.example/c.js?site=lantern" strategy="lazyOnload" />
      </body>
    </html>
  );
}
