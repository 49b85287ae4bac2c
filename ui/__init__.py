"""The parts of the page. What an article says is data here: it is escaped before it becomes a part of the page."""
