/// Notes that clients put into user messages and take out again.
enum Reminders {
  /// Whether a text is nothing but such notes.
  static func isReminder(_ text: String) -> Bool {
    let text = text.trimmed
    return text.hasPrefix("<system-reminder>") && text.hasSuffix("</system-reminder>")
  }

  /// Its kind: of two of one kind the later says all that matters.
  static func kind(of text: String) -> String {
    let body = text.trimmed.dropFirst("<system-reminder>".count)
    return String(body.oneLine(60).filter { !$0.isNumber })
  }
}
