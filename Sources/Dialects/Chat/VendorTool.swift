import Conversations

/// A tool that Anthropic's API knows by its type alone and that the client's program runs: other models can call it
/// too, once they are told what it takes.
struct VendorTool {
  /// What the model is told about it.
  let description: String
  /// The JSON schema of its arguments.
  let schema: [UInt8]

  /// The tool behind a versioned type such as `bash_20250124`; nil for one that runs at its vendor.
  init?(type: String) {
    guard let tool = Self.known.first(where: { type.hasPrefix($0.prefix) }) else { return nil }
    description = tool.description
    schema = Array(tool.schema.utf8)
  }

  private static let known: [(prefix: String, description: String, schema: String)] = [
    (
      "bash_", "Runs a command in a shell that stays open between calls.",
      #"{"type":"object","properties":{"#
        + #""command":{"type":"string","description":"The command to run."},"#
        + #""restart":{"type":"boolean","description":"Start the shell anew instead of running a command."}}}"#
    ),
    (
      "text_editor_", "Views, creates and edits text files.",
      #"{"type":"object","properties":{"#
        + #""command":{"type":"string","enum":["view","create","str_replace","insert"]},"#
        + #""path":{"type":"string","description":"The file or directory."},"#
        + #""view_range":{"type":"array","items":{"type":"integer"},"#
        + #""description":"view: first and last line, counted from 1; -1 for the end."},"#
        + #""file_text":{"type":"string","description":"create: the content."},"#
        + #""old_str":{"type":"string","description":"str_replace: the text to replace, found exactly once."},"#
        + #""new_str":{"type":"string","description":"str_replace: the text to put in its place."},"#
        + #""insert_line":{"type":"integer","description":"insert: the line to insert after; 0 for the start."},"#
        + #""insert_text":{"type":"string","description":"insert: the text."}},"#
        + #""required":["command","path"]}"#
    ),
    (
      "memory_", "Keeps notes in files below /memories that outlast the conversation.",
      #"{"type":"object","properties":{"#
        + #""command":{"type":"string","enum":["view","create","str_replace","insert","delete","rename"]},"#
        + #""path":{"type":"string","description":"The file or directory."},"#
        + #""view_range":{"type":"array","items":{"type":"integer"},"#
        + #""description":"view: first and last line, counted from 1."},"#
        + #""file_text":{"type":"string","description":"create: the content."},"#
        + #""old_str":{"type":"string","description":"str_replace: the text to replace."},"#
        + #""new_str":{"type":"string","description":"str_replace: the text to put in its place."},"#
        + #""insert_line":{"type":"integer","description":"insert: the line to insert after."},"#
        + #""insert_text":{"type":"string","description":"insert: the text."},"#
        + #""old_path":{"type":"string","description":"rename: the present path."},"#
        + #""new_path":{"type":"string","description":"rename: the new path."}},"#
        + #""required":["command"]}"#
    ),
  ]
}

extension ToolDefinition {
  /// Whether it runs at its vendor, so that no model of another can be offered it.
  var runsAtVendor: Bool { vendorType.map { VendorTool(type: $0) == nil } ?? false }
}
