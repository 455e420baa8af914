import Conversations

@testable import ContextEngine

/// Conversations for tests, in few words.
protocol ScriptedTests {}

extension ScriptedTests {
  /// Text of about so many tokens, a different one for each name.
  func text(_ tokens: Int, _ name: String = "line") -> String {
    (0..<max(1, tokens / 7)).map { "\(name) \($0) holds a value\n" }.joined()
  }

  func user(_ text: String) -> Script.Line { Script.Line(role: "user", blocks: [.text(text)]) }

  func assistant(_ text: String) -> Script.Line {
    Script.Line(role: "assistant", blocks: [.text(text)])
  }

  /// A call and its result.
  func step(
    _ id: String, _ name: String = "Read", _ input: [(String, String)] = [("file_path", "src/a.go")],
    result: String,
    isError: Bool = false
  ) -> [Script.Line] {
    [
      Script.Line(role: "assistant", blocks: [.call(id: id, name: name, input: input)]),
      Script.Line(role: "user", blocks: [.result(id: id, text: result, isError: isError)]),
    ]
  }

  /// A conversation that does not fit 8K: a task, what the user adds, and reads.
  func longScript(steps: Int = 30) -> Script {
    var script = Script()
    script.lines = [user("Build the store. " + text(100, "goal"))]
    for number in 0..<steps {
      script.lines += step(
        "t\(number)", "Read", [("file_path", "src/file\(number).go")], result: text(500, "file\(number)"))
      if number == 3 {
        script.lines += [assistant("Read so far."), user("Never touch the schema.")]
      }
    }
    return script
  }

  /// The same line with other ids.
  func renamed(_ mark: String) -> (Script.Line) -> Script.Line {
    { line in
      var line = line
      line.blocks = line.blocks.map { block in
        switch block {
        case .call(let id, let name, let input): .call(id: mark + id, name: name, input: input)
        case .result(let id, let text, let isError): .result(id: mark + id, text: text, isError: isError)
        default: block
        }
      }
      return line
    }
  }
}

extension String {
  /// How often a text occurs.
  func components(_ text: String) -> Int { ranges(of: text).count }
}

extension [UInt8] {
  func contains(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
