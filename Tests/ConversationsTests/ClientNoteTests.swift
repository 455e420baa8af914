import Conversations
import Testing

@Suite("Notes of clients' programs")
struct ClientNoteTests {
  @Test(
    "what is nothing but notes holds no words of a person's",
    arguments: [
      "<system-reminder>be kind</system-reminder>", " <system-reminder>a\n< b</system-reminder>\n",
      "<system-reminder>a</system-reminder><total_tokens>5 left</total_tokens>",
      "<environment_context>\n<cwd>/home</cwd>\n</environment_context>", "# AGENTS.md instructions for /home",
      "Tool loaded.", "[Request interrupted by user for tool use]", "", " \n ",
      "<local-command-stdout>ok</local-command-stdout>",
    ])
  func notes(text: String) {
    #expect(ClientNote.personsWords(in: text).isEmpty)
  }

  @Test(
    "what stands behind notes, or only looks like one, is a person's",
    arguments: [
      ("<system-reminder>a</system-reminder>\n fix it ", "fix it"), ("fix it", "fix it"),
      ("<system-reminder>never closed", "<system-reminder>never closed"),
      ("<system-reminders>a</system-reminders>", "<system-reminders>a</system-reminders>"),
      ("<div>a</div>", "<div>a</div>"), ("Tool loaded. Go on", "Tool loaded. Go on"),
      ("fix <system-reminder>a</system-reminder>", "fix <system-reminder>a</system-reminder>"),
    ])
  func words(text: String, words: String) {
    #expect(ClientNote.personsWords(in: text) == words)
  }
}
