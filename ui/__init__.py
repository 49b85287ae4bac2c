"""The parts of the page. What an article says is data here: it is escaped before it becomes a part of the page."""

from ui.stubs import leave_out

leave_out()  # before any module of the page imports Gradio
