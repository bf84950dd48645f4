import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Attempted } from "../outbox/message.ts";
import type { Connector, Known, Outgoing } from "./connector.ts";
import { toSend } from "./send.ts";
import type { StandIn } from "./stand-in/stand-in.ts";

export interface TestedConnector {
  readonly connector: Connector;
  /** The same with a credential that is not taken. */
  readonly wrong: Connector;
  readonly standIn: StandIn;
  /** Everything that the stand-in holds, as it holds it. */
  readonly held: () => readonly unknown[];
  /** What it holds of `fields`, and nothing beside it. */
  readonly expected: (outgoing: Outgoing) => unknown;
  readonly secrets: readonly string[];
  /** What the vendor calls wrong; nothing, where it calls nothing so. */
  readonly invalid?: { readonly [field: string]: unknown };
  /** Whether the vendor counts every request, so that one whose answer is lost is given up. */
  readonly once?: boolean;
  /** Whether the vendor answers a wrong credential as it does a right one. */
  readonly silent?: boolean;
}

/** Fields of a record of these tests. The last one is mapped nowhere: it must not arrive. */
export const fields = {
  email: "anna.lind@mail.example",
  name: "Anna Lind",
  company: "Lindgren & Söner",
  phone: "+46 8 123 456 78",
  message: "Does the <b>north</b> trail open in May?\nWe are five.",
  diet: "hazelnut-allergy-9471",
};

export const resume = Buffer.from("%PDF-1.7 Anna Lind, carpenter, 14 years in Umeå");

/** A record as the door hands it over. */
export function makeOutgoing(more: Partial<Outgoing> = {}): Outgoing {
  const file = { name: "cv.pdf", type: "application/pdf", size: resume.length };
  return {
    id: randomUUID(),
    activity: "contact",
    purpose: "support",
    at: new Date(Date.now() - 60_000).toISOString(),
    language: "sv",
    pseudonym: randomUUID(),
    fields: { ...fields, cv: file },
    file: async () => ({ ...file, stream: ReadableStream.from([resume]) }),
    ...more,
  };
}

export const makeKnown = (more: Partial<Known> = {}): Known => ({
  id: randomUUID(),
  pseudonym: randomUUID(),
  remote: undefined,
  email: undefined,
  ...more,
});

/** What every connector does. Its own test opens it here, with its stand-in, and adds what is its own. */
export function testConnector(name: string, open: () => Promise<TestedConnector>): void {
  describe(`a connector: ${name}`, () => {
    let tested: TestedConnector;
    const said: string[] = [];
    beforeAll(async () => {
      tested = await open();
    });
    afterAll(() => tested.standIn.close());

    /** Somebody new each time, and what became of them. */
    const people = { count: 0 };
    const makePerson = (more: Partial<Outgoing> = {}) => {
      const outgoing = makeOutgoing(more);
      const email = `${people.count++}.${fields.email}`;
      return { ...outgoing, fields: { ...outgoing.fields, email, ...more.fields } };
    };
    const deliver = async (outgoing: Outgoing, { connector = tested.connector, patience = 5_000 } = {}) =>
      note(await connector.deliver(outgoing, toSend(connector.hosts, connector), AbortSignal.timeout(patience)));
    const note = (attempted: Attempted): Attempted => {
      if ("why" in attempted) said.push(attempted.why);
      return attempted;
    };
    const heldOf = async (work: () => Promise<unknown>) => {
      const before = tested.held().length;
      await work();
      return tested.held().slice(before);
    };
    const remoteOf = (attempted: Attempted) => (attempted.outcome === "delivered" ? attempted.remote : undefined);

    test("delivers the declared fields that are mapped, and no other, once", async () => {
      expect(tested.connector.sends).not.toContain("diet");
      const outgoing = makePerson();
      const held = await heldOf(async () => {
        expect(await deliver(outgoing)).toMatchObject({ outcome: "delivered", remote: expect.any(String) as string });
        if (!tested.once) expect(await deliver(outgoing)).toMatchObject({ outcome: "delivered" });
      });
      expect(held).toEqual([tested.expected(outgoing)]);
      for (const { text, path } of tested.standIn.asked) expect(`${path} ${text}`).not.toContain(fields.diet);
    });

    test.each(["lost", "hang"] as const)(
      "an answer that is lost (%s) after the vendor acted makes no second one",
      async (fault) => {
        const outgoing = makePerson();
        const held = await heldOf(async () => {
          tested.standIn.fail(fault, 1);
          const first = await deliver(outgoing, { patience: fault === "hang" ? 300 : 5_000 });
          tested.standIn.fail(undefined);
          expect(first.outcome).toBe(tested.once ? "failed" : "retry");
          if (!tested.once) expect(await deliver(outgoing)).toMatchObject({ outcome: "delivered" });
        });
        expect(held).toEqual([tested.expected(outgoing)]);
      },
    );

    test("waits as long as it is asked to, and goes on after a failure", async () => {
      const outgoing = makePerson();
      const held = await heldOf(async () => {
        tested.standIn.fail("busy");
        expect(await deliver(outgoing)).toMatchObject({ outcome: "retry", status: 429, after: 7 });
        tested.standIn.fail("broken");
        expect(await deliver(outgoing)).toMatchObject({ outcome: "retry", status: 500 });
        if (!tested.once) {
          tested.standIn.fail("down");
          expect((await deliver(outgoing)).outcome).toBe("retry");
        }
        tested.standIn.fail(undefined);
        expect(await deliver(outgoing)).toMatchObject({ outcome: "delivered" });
      });
      expect(held).toEqual([tested.expected(outgoing)]);
    });

    test("a credential that is not taken is named, and tried again later", async () => {
      if (tested.silent) tested.standIn.fail("refused");
      const attempted = await deliver(makePerson(), { connector: tested.wrong });
      tested.standIn.fail(undefined);
      expect(attempted).toMatchObject({ outcome: "retry", why: expect.stringMatching(/`\w+`/) as string });
      expect((attempted as { after?: number }).after).toBeGreaterThanOrEqual(3_600);
    });

    test("what the vendor calls wrong is failed", async () => {
      if (!tested.invalid) return;
      const { outcome } = await deliver({ ...makePerson(), fields: { ...fields, ...tested.invalid } });
      expect(outcome).toBe("failed");
    });

    test("deletes what it delivered, as often as it is asked, and nobody", async () => {
      const { connector } = tested;
      expect(connector.can.delete).toBe(connector.delete !== undefined);
      if (!connector.delete) return;
      const outgoing = makePerson();
      const other = makePerson();
      const remote = remoteOf(await deliver(outgoing));
      await deliver(other);
      const send = toSend(connector.hosts, connector);
      const email = outgoing.fields.email;
      const known = makeKnown({ pseudonym: outgoing.pseudonym, remote, email });
      const remove = async (whom: Known) => note(await connector.delete!(whom, send, AbortSignal.timeout(5_000)));
      tested.standIn.fail("lost", 1);
      expect((await remove(known)).outcome).toBe("retry");
      tested.standIn.fail(undefined);
      expect(await remove(known)).toMatchObject({ outcome: "delivered" });
      expect(tested.held()).not.toContainEqual(tested.expected(outgoing));
      expect(tested.held()).toContainEqual(tested.expected(other));
      expect(await remove(known)).toMatchObject({ outcome: "delivered" });
      const nobody = makeKnown({ email: "nobody@mail.example" });
      expect(await remove(nobody)).toMatchObject({ outcome: "delivered" });
    });

    test("gives back what was sent, and nothing about nobody", async () => {
      const { connector } = tested;
      expect(connector.can.export).toBe(connector.export !== undefined);
      if (!connector.export) return;
      const outgoing = makePerson();
      const remote = remoteOf(await deliver(outgoing));
      const send = toSend(connector.hosts, connector);
      const ask = (whom: Known) => connector.export!(whom, send, AbortSignal.timeout(5_000));
      const given = JSON.stringify(
        await ask(makeKnown({ pseudonym: outgoing.pseudonym, remote, email: outgoing.fields.email })),
      );
      expect(given).toContain(fields.name.split(" ")[0]);
      expect(given).not.toContain(fields.diet);
      expect(await ask(makeKnown({ email: "nobody@mail.example" }))).toBeUndefined();
      tested.standIn.fail("broken", 1);
      await expect(ask(makeKnown({ email: "nobody@mail.example" }))).rejects.toMatchObject({ code: "recipient-down" });
    });

    test("no sentence showed a secret or a value", () => {
      expect(said.length).toBeGreaterThan(4);
      for (const why of said) {
        for (const secret of [...tested.secrets, ...Object.values(fields), ...Object.values(tested.invalid ?? {})]) {
          expect(why).not.toContain(secret);
        }
        expect(why).toMatch(/^[\p{L}\d].*\.$/u);
      }
    });
  });
}
