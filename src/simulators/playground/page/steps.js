// The three steps: each does itself at the press of its button, and is ticked when it happened.

import { byId, icon } from "/playground/dom.js";

export class Steps {
  constructor(phone, telegram, show) {
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
    act("ask", "phone", () => phone.text("do you have vegan options?"));
    act("complain", "phone", () => phone.text("I found glass in my soup, I want a manager"));
    act("answer", "telegram", () => {
      if (!telegram.replyToCard()) telegram.toast("No card yet: do step 2 first.");
    });
    makeRoom();
  }

  start({ staff }) {
    this.staff = new Set(staff.map((person) => person.id));
    this.replied = false;
    for (const [n, step] of Object.values(this.steps).entries()) {
      step.classList.remove("done");
      step.querySelector(".tick").textContent = n + 1;
    }
  }

  happened(source, event) {
    const staff = source === "telegram" && this.staff.has(event.chat);
    if (staff && event.type === "posted" && event.buttons.length) this.done("complain");
    if (staff && event.type === "said" && event.reply_to) this.replied = true;
    if (source === "twilio" && event.type === "sent") this.done(this.replied ? "answer" : "ask");
  }

  done(name) {
    const step = this.steps[name];
    if (step.classList.contains("done")) return;
    step.classList.add("done");
    step.querySelector(".tick").replaceChildren(icon("check"));
  }
}
