import activity from 'lucide-static/icons/activity.svg?raw'
import archive from 'lucide-static/icons/archive.svg?raw'
import archiveRestore from 'lucide-static/icons/archive-restore.svg?raw'
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw'
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw'
import banknote from 'lucide-static/icons/banknote.svg?raw'
import binary from 'lucide-static/icons/binary.svg?raw'
import box from 'lucide-static/icons/box.svg?raw'
import braces from 'lucide-static/icons/braces.svg?raw'
import building2 from 'lucide-static/icons/building-2.svg?raw'
import calendar from 'lucide-static/icons/calendar.svg?raw'
import calendarClock from 'lucide-static/icons/calendar-clock.svg?raw'
import car from 'lucide-static/icons/car.svg?raw'
import check from 'lucide-static/icons/check.svg?raw'
import checkCheck from 'lucide-static/icons/check-check.svg?raw'
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw'
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw'
import chevronsUpDown from 'lucide-static/icons/chevrons-up-down.svg?raw'
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw'
import circleCheck from 'lucide-static/icons/circle-check.svg?raw'
import circleDot from 'lucide-static/icons/circle-dot.svg?raw'
import clock from 'lucide-static/icons/clock.svg?raw'
import columns3 from 'lucide-static/icons/columns-3.svg?raw'
import command from 'lucide-static/icons/command.svg?raw'
import copy from 'lucide-static/icons/copy.svg?raw'
import database from 'lucide-static/icons/database.svg?raw'
import ellipsisVertical from 'lucide-static/icons/ellipsis-vertical.svg?raw'
import eye from 'lucide-static/icons/eye.svg?raw'
import eyeOff from 'lucide-static/icons/eye-off.svg?raw'
import fileText from 'lucide-static/icons/file-text.svg?raw'
import gitCommitHorizontal from 'lucide-static/icons/git-commit-horizontal.svg?raw'
import globe from 'lucide-static/icons/globe.svg?raw'
import hash from 'lucide-static/icons/hash.svg?raw'
import history from 'lucide-static/icons/history.svg?raw'
import house from 'lucide-static/icons/house.svg?raw'
import info from 'lucide-static/icons/info.svg?raw'
import keyRound from 'lucide-static/icons/key-round.svg?raw'
import keyboard from 'lucide-static/icons/keyboard.svg?raw'
import languages from 'lucide-static/icons/languages.svg?raw'
import layers from 'lucide-static/icons/layers.svg?raw'
import layoutList from 'lucide-static/icons/layout-list.svg?raw'
import link from 'lucide-static/icons/link.svg?raw'
import list from 'lucide-static/icons/list.svg?raw'
import listChecks from 'lucide-static/icons/list-checks.svg?raw'
import lock from 'lucide-static/icons/lock.svg?raw'
import logOut from 'lucide-static/icons/log-out.svg?raw'
import mail from 'lucide-static/icons/mail.svg?raw'
import mapPin from 'lucide-static/icons/map-pin.svg?raw'
import menu from 'lucide-static/icons/menu.svg?raw'
import messageSquare from 'lucide-static/icons/message-square.svg?raw'
import monitor from 'lucide-static/icons/monitor.svg?raw'
import moon from 'lucide-static/icons/moon.svg?raw'
import packageBox from 'lucide-static/icons/package.svg?raw'
import panelLeft from 'lucide-static/icons/panel-left.svg?raw'
import pencil from 'lucide-static/icons/pencil.svg?raw'
import percent from 'lucide-static/icons/percent.svg?raw'
import phone from 'lucide-static/icons/phone.svg?raw'
import plus from 'lucide-static/icons/plus.svg?raw'
import redo2 from 'lucide-static/icons/redo-2.svg?raw'
import rocket from 'lucide-static/icons/rocket.svg?raw'
import rotateCcw from 'lucide-static/icons/rotate-ccw.svg?raw'
import search from 'lucide-static/icons/search.svg?raw'
import settings from 'lucide-static/icons/settings.svg?raw'
import shapes from 'lucide-static/icons/shapes.svg?raw'
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw'
import slidersHorizontal from 'lucide-static/icons/sliders-horizontal.svg?raw'
import sparkles from 'lucide-static/icons/sparkles.svg?raw'
import squareCheck from 'lucide-static/icons/square-check.svg?raw'
import squareKanban from 'lucide-static/icons/square-kanban.svg?raw'
import star from 'lucide-static/icons/star.svg?raw'
import stickyNote from 'lucide-static/icons/sticky-note.svg?raw'
import sun from 'lucide-static/icons/sun.svg?raw'
import table2 from 'lucide-static/icons/table-2.svg?raw'
import tag from 'lucide-static/icons/tag.svg?raw'
import target from 'lucide-static/icons/target.svg?raw'
import text from 'lucide-static/icons/text.svg?raw'
import toggleLeft from 'lucide-static/icons/toggle-left.svg?raw'
import trash2 from 'lucide-static/icons/trash-2.svg?raw'
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw'
import type from 'lucide-static/icons/type.svg?raw'
import undo2 from 'lucide-static/icons/undo-2.svg?raw'
import user from 'lucide-static/icons/user.svg?raw'
import userPlus from 'lucide-static/icons/user-plus.svg?raw'
import users from 'lucide-static/icons/users.svg?raw'
import x from 'lucide-static/icons/x.svg?raw'

/** Lucide's drawings that the screens use by name. Entities may name any other: those load on demand. */
export const ICON_SOURCES = {
  activity,
  archive,
  'arrow-up': arrowUp,
  'archive-restore': archiveRestore,
  'arrow-right': arrowRight,
  banknote,
  binary,
  box,
  braces,
  'building-2': building2,
  calendar,
  'calendar-clock': calendarClock,
  car,
  check,
  'check-check': checkCheck,
  'chevron-down': chevronDown,
  'chevron-right': chevronRight,
  'chevrons-up-down': chevronsUpDown,
  'circle-alert': circleAlert,
  'circle-check': circleCheck,
  'circle-dot': circleDot,
  clock,
  'columns-3': columns3,
  command,
  copy,
  database,
  'ellipsis-vertical': ellipsisVertical,
  eye,
  'eye-off': eyeOff,
  'file-text': fileText,
  'git-commit-horizontal': gitCommitHorizontal,
  globe,
  hash,
  history,
  house,
  info,
  'square-kanban': squareKanban,
  'key-round': keyRound,
  keyboard,
  languages,
  layers,
  'layout-list': layoutList,
  link,
  list,
  'list-checks': listChecks,
  lock,
  'log-out': logOut,
  mail,
  'map-pin': mapPin,
  menu,
  'message-square': messageSquare,
  monitor,
  moon,
  package: packageBox,
  'panel-left': panelLeft,
  pencil,
  percent,
  phone,
  plus,
  'redo-2': redo2,
  rocket,
  'rotate-ccw': rotateCcw,
  search,
  settings,
  shapes,
  'shield-check': shieldCheck,
  'sliders-horizontal': slidersHorizontal,
  sparkles,
  'square-check': squareCheck,
  star,
  'sticky-note': stickyNote,
  sun,
  'table-2': table2,
  tag,
  target,
  text,
  'toggle-left': toggleLeft,
  'trash-2': trash2,
  'triangle-alert': triangleAlert,
  type,
  'undo-2': undo2,
  user,
  'user-plus': userPlus,
  users,
  x,
} as const
