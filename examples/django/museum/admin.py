from django.contrib import admin

from .models import Exhibit, Label, Letter, Room


class LabelInline(admin.TabularInline):
    model = Label
    extra = 0


@admin.register(Exhibit)
class ExhibitAdmin(admin.ModelAdmin):
    autocomplete_fields = ["room"]
    inlines = [LabelInline]
    list_display = ["name", "room", "shown_from"]
    list_filter = ["shown_from"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    search_fields = ["name"]


admin.site.register(Letter)
