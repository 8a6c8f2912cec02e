// Read iCalendar with ical.js, which nobody here wrote: a JSON list of texts in, facts out.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const moment = (time) => ({
  local: time.toString(),
  zone: time.zone.tzid,
  utc: time.toJSDate().toISOString(),
});

const people = (event, name) =>
  event.component.getAllProperties(name).map((property) => ({
    address: property.getFirstValue(),
    ...property.toJSON()[1],
  }));

const read = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      start: event.startDate && moment(event.startDate),
      end: event.startDate && moment(event.endDate),
      summary: event.summary,
      location: event.location,
      description: event.description,
      status: component.getFirstPropertyValue("status"),
      organizers: people(event, "organizer"),
      attendees: people(event, "attendee"),
    };
  });
  return { method: calendar.getFirstPropertyValue("method"), events };
};

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(read)));
