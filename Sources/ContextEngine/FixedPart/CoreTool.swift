/// The tools without which a coding agent cannot work, by the names agents give them.
enum CoreTool: Int, CaseIterable, Comparable {
  // From the least dispensable to the most.
  case read, edit, shell, write, search, list, plan, delegate

  /// What a tool of this name is; nil for any other tool.
  init?(name: String) {
    guard let tool = Self.byName[Self.plain(name)] else { return nil }
    self = tool
  }

  static func < (left: CoreTool, right: CoreTool) -> Bool { left.rawValue < right.rawValue }

  /// Those that stay when there is room for no more.
  var isVital: Bool { self <= .write }

  /// A name without case and punctuation, so that `read_file` and `ReadFile` are one.
  private static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }

  private static let byName = Dictionary(
    uniqueKeysWithValues: allCases.flatMap { tool in tool.names.map { ($0, tool) } })

  private var names: [String] {
    switch self {
    case .read: ["read", "readfile", "view", "viewfile", "openfile", "open", "fileread"]
    case .edit:
      [
        "edit", "editfile", "multiedit", "strreplace", "strreplaceeditor", "strreplacebasededittool",
        "applypatch", "applydiff", "replace", "replaceinfile", "searchreplace", "fileedit", "texteditor",
      ]
    case .shell:
      [
        "bash", "shell", "shellcommand", "exec", "execcommand", "localshell", "terminal", "runcommand",
        "runshellcommand", "runterminalcmd", "executecommand", "runinterminal", "developershell",
      ]
    case .write: ["write", "writefile", "writetofile", "createfile", "create", "filewrite"]
    case .search:
      ["grep", "search", "searchfiles", "grepsearch", "grepfiles", "searchfilecontent", "ripgrep", "rg"]
    case .list:
      ["glob", "ls", "list", "listdir", "listdirectory", "listfiles", "find", "findfiles", "filesearch"]
    case .plan: ["todowrite", "todo", "todos", "writetodos", "updateplan", "taskcreate", "taskupdate"]
    case .delegate: ["task", "agent", "spawnagent"]
    }
  }
}
