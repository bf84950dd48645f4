export { Box, Choice } from "./choice.tsx";
export type { Choosable, ChoiceProps } from "./choice.tsx";
export { Field, Group, Pair, toFieldId } from "./field.tsx";
export type { FieldProps, Option } from "./field.tsx";
export { Act, Actions, Button, Find, Form, Problems, Search } from "./form.tsx";
export type { ActProps, ButtonProps, FormProps, Problem, Weight } from "./form.tsx";
export { Card, Cards, OpenRow, Row, Rows } from "./list.tsx";
export type { CardProps, OpenRowProps, RowProps } from "./list.tsx";
export { Markup } from "./markup.tsx";
export { More, Page, Section, Views } from "./page.tsx";
export type { Back, PageProps, SectionProps } from "./page.tsx";
export { ReaderProvider, useReader } from "./reader.ts";
export type { Reader } from "./reader.ts";
export {
  Copy,
  Count,
  Day,
  Fact,
  Facts,
  Figures,
  Frame,
  Note,
  Outcome,
  Progress,
  Sentence,
  State,
  Tag,
  Time,
  Verbatim,
} from "./said.tsx";
export { renderDocument, Shell } from "./shell.tsx";
export type { Place, Places, ShellProps } from "./shell.tsx";
export { StyleGuide } from "./style-guide.tsx";
export { Empty, Pager, Table } from "./table.tsx";
export type { Column, TableProps } from "./table.tsx";
export { compareTexts, createTexts, fill } from "@abide/policy";
export type { Texts, TextsOf } from "@abide/policy";
export { spellDay, spellTime, toOwnZone } from "./time.ts";
