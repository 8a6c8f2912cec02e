// Read iCalendar with node-ical, which nobody here wrote: a JSON list of texts in, facts out.
import ical from "node-ical";
import { readFileSync } from "node:fs";

const instant = (date) => date?.toISOString();

const read = (text) =>
  Object.values(ical.sync.parseICS(text))
    .filter(({ type }) => type === "VEVENT" || type === "VTODO")
    .map(({ type, uid, start, end, due, status, attendee, organizer }) => ({
      type,
      uid,
      start: instant(start),
      end: instant(end),
      due: instant(due),
      status,
      people: [attendee, organizer].filter(Boolean),
    }));

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(read)));
