import Conversations
import Testing
import Tokens
import Wire

@testable import ContextEngine

struct ToolTextsTests {
  private func texts(_ json: String) throws -> ToolTexts {
    try ToolTexts(JSONDocument(parsing: Array(json.utf8)).root)
  }

  private func tool(_ name: String, _ properties: [String], required: [String]) throws -> ToolDefinition {
    let members = properties.map { #""\#($0)":{"type":"string"}"# }.joined(separator: ",")
    let names = required.map { "\"\($0)\"" }.joined(separator: ",")
    return try SyntheticAgent.tool(
      #"{"name":"\#(name)","input_schema":{"type":"object","properties":{\#(members)},"required":[\#(names)]}}"#
    )
  }

  @Test func `the texts that come with the program are those of the known clients`() throws {
    let texts = try RepositoryFiles.toolTexts()
    let read = try #require(texts.entry(for: tool("Read", ["file_path", "limit"], required: ["file_path"])))
    #expect(read.text.contains("absolute"))
    #expect(texts.entry(for: try tool("read", ["filePath"], required: ["filePath"])) != nil)
    #expect(texts.entry(for: try tool("shell", ["command"], required: ["command"])) != nil)
    #expect(texts.entry(for: try tool("TaskList", [], required: [])) != nil)
  }

  @Test func `every text is short`() throws {
    var counter = try RepositoryFiles.counter()
    for (_, tools) in try RepositoryFiles.json(RepositoryFiles.top + "/data/tools.json")["clients"]!.members {
      for (name, tool) in tools.members {
        #expect(counter.count(tool["text"]?.string ?? "") <= 60, "\(name.string ?? "")")
        for (argument, words) in tool["arguments"]!.members {
          #expect(
            counter.count(words.string ?? "") <= CompactSchema.tokensPerArgument, "\(argument.string ?? "")")
        }
      }
    }
  }

  @Test func `a text holds only for a tool whose arguments it knows`() throws {
    let texts = try texts(#"{"clients":{"a":{"Go":{"text":"Goes.","arguments":{"to":"where"}}}}}"#)
    #expect(texts.entry(for: try tool("Go", ["to", "fast"], required: ["to"]))?.text == "Goes.")
    #expect(texts.entry(for: try tool("Go", ["to", "fast"], required: ["to", "fast"])) == nil)
    #expect(texts.entry(for: try tool("Go", ["fast"], required: [])) == nil)
    #expect(texts.entry(for: try tool("Go", [], required: [])) == nil)
    #expect(texts.entry(for: try tool("go", ["to"], required: ["to"])) == nil)
  }

  @Test(arguments: [
    ("[]", "clients"), (#"{"clients":{"a":[]}}"#, "clients.a"),
    (#"{"clients":{"a":{"T":{"text":""}}}}"#, "clients.a.T.text"),
    (#"{"clients":{"a":{"T":{"text":"t"}}}}"#, "clients.a.T.arguments"),
    (#"{"clients":{"a":{"T":{"text":"t","arguments":{"x":1}}}}}"#, "clients.a.T.arguments.x"),
  ])
  func `a table that is wrong says where`(json: String, path: String) throws {
    let fault = #expect(throws: ToolTexts.Fault.self) { try texts(json) }
    #expect(fault?.description.hasPrefix("\(path): must be") == true)
  }
}
