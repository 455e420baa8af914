import Testing

@testable import Wire

@Suite struct HTTPFieldNamesTests {
  private let names: HTTPFieldNames = ["host", "X-Api-Key", "cf-*"]

  @Test(
    "names are found whatever their letters, whole, or by how they begin",
    arguments: ["host", "HOST", "x-api-key", "X-API-KEY", "cf-ray", "CF-", "Cf-Cache-Status"])
  func found(name: String) {
    #expect(names.contains(Array(name.utf8)[...]))
  }

  @Test(
    "no other name is found", arguments: ["", "hos", "hosts", "api-key", "x-api-kez", "cf", "acf-ray", "*"])
  func notFound(name: String) {
    #expect(!names.contains(Array(name.utf8)[...]))
  }

  @Test("a name from elsewhere is taken as it is, star and all")
  func star() {
    let names = HTTPFieldNames(["x-*"])
    #expect(names.contains(Array("X-*".utf8)[...]))
    #expect(!names.contains(Array("x-other".utf8)[...]))
  }

  @Test("fields that are left out of a copy are neither there nor counted, and the others stay as they came")
  func filter() {
    var fields = HTTPFields()
    for (name, value) in [("Host", "a"), ("X-Other", "b"), ("cf-ray", "c"), ("x-other", "d")] {
      fields.append(name, value)
    }
    let kept = fields.filter { !names.contains($0) }
    #expect(kept.count == 2)
    #expect(kept.values(of: "x-other") == ["b", "d"])
    #expect(kept["host"] == nil)
    #expect(fields.count == 4)
  }
}
