"use client";
import { useActionState } from "react";
import { measure, signIn } from "./actions.js";

export function SignIn() {
  const [problem, send] = useActionState(signIn, "");
  return (
    <form action={send}>
      <p id="problem">{problem}</p>
      <label>
        Name <input name="name" />
      </label>
      <label>
        Password <input name="password" type="password" />
      </label>
      <button>Sign in</button>
    </form>
  );
}

export function Upload() {
  const [answer, send] = useActionState(measure, "");
  return (
    <form action={send}>
      <input type="file" name="jingle" />
      <button>Send the jingle</button>
      <p id="answer">{answer}</p>
    </form>
  );
}
