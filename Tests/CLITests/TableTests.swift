import Testing

@testable import CLI

@Suite("Tables")
struct TableTests {
  private func table() -> Table {
    var table = Table([
      .init(title: "ID"), .init(title: "TITLE", least: 6), .init(title: "N", isFigure: true),
      .init(title: "EMPTY"),
      .init(title: "PLACE", least: 5),
    ])
    table.append([.init("s1", .cyan), .init("日本語のタイトル"), .init("7"), .init(""), .init("box/model")])
    table.append([.init("s22"), .init("plain"), .init("1,234"), .init(""), .init("")])
    return table
  }

  @Test("columns are aligned by width, figures to the right, and empty columns left out")
  func plain() {
    #expect(
      table().text(on: .plain) == """
        ID   TITLE                 N  PLACE
        s1   日本語のタイトル      7  box/model
        s22  plain             1,234

        """)
  }

  @Test("on a terminal no line is wider than it, whatever its width")
  func fitted() {
    for width in 1...60 {
      let text = table().text(on: Canvas(width: width, hasColours: false))
      for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(width): \(line)") }
    }
    #expect(
      table().text(on: Canvas(width: 26, hasColours: false)) == """
        ID   TITLE       N  PLACE
        s1   日本…       7  box/m…
        s22  plain   1,234

        """)
  }

  @Test("colours surround the text and change no alignment")
  func colours() {
    let plain = table().text(on: .plain)
    let coloured = table().text(on: Canvas(width: nil, hasColours: true))
    #expect(coloured.contains("\u{1B}[36ms1\u{1B}[0m "))
    #expect(
      coloured.replacing("\u{1B}[36m", with: "").replacing("\u{1B}[1m", with: "").replacing(
        "\u{1B}[0m", with: "") == plain)
  }
}
