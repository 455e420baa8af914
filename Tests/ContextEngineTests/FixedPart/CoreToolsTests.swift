import Conversations
import Testing

@testable import ContextEngine

struct CoreToolsTests {
  private func tools(_ names: String...) throws -> [ToolDefinition] {
    try names.map { try SyntheticAgent.tool("{\"name\":\"\($0)\"}") }
  }

  @Test func `what every coding agent needs is known in every agent`() throws {
    let claude = try tools(
      "Agent", "Bash", "BashOutput", "Edit", "Glob", "Grep", "NotebookEdit", "Read", "Skill", "TodoWrite",
      "WebSearch", "Write")
    #expect(
      CoreTools.all(of: claude) == ["Agent", "Bash", "Edit", "Glob", "Grep", "Read", "TodoWrite", "Write"])
    #expect(CoreTools.vital(of: claude) == ["Read", "Edit", "Write", "Bash"])
    #expect(
      CoreTools.ranked(of: claude) == ["Read", "Edit", "Write", "Bash", "Grep", "Glob", "TodoWrite", "Agent"])
    let codex = try tools("exec_command", "write_stdin", "update_plan", "apply_patch", "view_image")
    #expect(CoreTools.all(of: codex) == ["exec_command", "update_plan", "apply_patch"])
    #expect(CoreTools.vital(of: codex) == ["apply_patch", "exec_command"])
  }

  @Test func `a server's tools stand in only for those the client lacks`() throws {
    let mixed = try tools("mcp__fs__read_file", "mcp__fs__edit_file", "read", "mcp__fs__weather")
    #expect(CoreTools.all(of: mixed) == ["mcp__fs__edit_file", "read"])
    #expect(CoreTools.vital(of: mixed) == ["read", "mcp__fs__edit_file"])
  }
}
