// The three steps: each does itself at the press of its button, and is ticked when it happened.

import { byId, icon } from "/playground/dom.js";

export class Steps {
  constructor({ phone, telegram }, show) {
    this.steps = { ask: byId("step-ask"), complain: byId("step-complain"), answer: byId("step-answer") };
    // On a small screen the devices come first.
    const makeRoom = () => {
      if (matchMedia("(max-width: 56.2rem)").matches) byId("guide").open = false;
    };
    const act = (step, device, what) => {
      this.steps[step].querySelector("button").onclick = () => {
        makeRoom();
        show(device);
        what();
      };
    };
    const text = (words) => {
      const customer = [...phone.accounts.values()].find(({ role }) => role === "customer");
      phone.show(customer.id);
      phone.say(words);
    };
    act("ask", "phone", () => text("do you have vegan options?"));
    act("complain", "phone", () => text("I found glass in my soup, I want a manager"));
    act("answer", "telegram", () => {
      if (!telegram.replyToCard()) telegram.toast("No card yet: do step 2 first.");
    });
    makeRoom();
  }

  start() {
    this.replied = false;
    for (const [n, step] of Object.values(this.steps).entries()) {
      step.classList.remove("done");
      step.querySelector(".tick").textContent = n + 1;
    }
  }

  /** What a messenger told of an event; null if it was for nobody. */
  happened(device, told) {
    if (told?.is !== "message") return;
    const { account, message } = told;
    if (account.role === "staff" && message.buttons?.length) this.done("complain");
    if (account.role === "staff" && message.mine && (message.replyTo || device === "phone")) this.replied = true;
    if (account.role === "customer" && !message.mine) this.done(this.replied ? "answer" : "ask");
  }

  done(name) {
    const step = this.steps[name];
    if (step.classList.contains("done")) return;
    step.classList.add("done");
    step.querySelector(".tick").replaceChildren(icon("check"));
  }
}
